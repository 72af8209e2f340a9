/** Percent-encoding taken away (RFC 3986); a text in which it is broken stands for itself. */
export function percentDecoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
