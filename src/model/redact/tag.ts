/** What a tag looks like: `<PCI.PAN:1>`, or `<PCI.PAN:9f2c41d07ab8>` where it was made with a key. */
export const tagPattern = /<[A-Z]{2,4}\.[A-Z0-9-]{2,20}:(?:\d{1,9}|[\da-f]{12})>/g;
