/** What stands for a redacted value: `<PCI.PAN:1>`; its class is the first group. */
export const tagPattern = /<([A-Z]{2,4}\.[A-Z0-9-]{2,20}):[0-9a-z]{1,20}>/;
