/** Hosts in small letters, without the port that the scheme has anyway and without slashes at the end (RFC 3986, section 6.2). */
export function usualUrl(url: string): string {
  return url
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, (origin) =>
      origin.includes('{') ? origin : origin.toLowerCase().replace(/^(https:.*):443$|^(http:.*):80$/, '$1$2'),
    )
    .replace(/\/+$/, '');
}
