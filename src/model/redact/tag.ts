/** What a tag looks like: `<PCI.PAN:1>`, or `<PCI.PAN:9f2c41d07ab8>` where it was made with a key. */
export const tagPattern = /<[A-Z]{2,4}\.[A-Z0-9-]{2,20}:(?:\d{1,9}|[\da-f]{12})>/g;
/** The path of an exchange whose content was left out, as a known value could not be replaced in it. */
export const leftOutPath = '/<LEFT-OUT>';
