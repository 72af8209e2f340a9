import { own, ownText, type Json } from '../../model/json.ts';

/** Which entries of a capture are read: what a list names, or all where there is none. */
export interface EntryFilter {
  /** Host names, with a port where the address has one; `*.bank.com` is every host below it. Lower case. */
  readonly hosts?: readonly string[];
  /** Upper case. */
  readonly methods?: readonly string[];
  /** Chrome's and Playwright's `_resourceType`: `xhr`, `fetch`. An entry without one is read. Lower case. */
  readonly resourceTypes?: readonly string[];
  /** Beginnings of the answer's media type: `application/json`. An entry without one is read. Lower case. */
  readonly mediaTypes?: readonly string[];
}

/** Asked before any work on bodies. */
export function passes(entry: Json, { hosts, methods, resourceTypes, mediaTypes }: EntryFilter): boolean {
  const request = own(entry, 'request');
  if (methods !== undefined && !methods.includes((ownText(request, 'method') ?? 'GET').toUpperCase())) return false;
  if (hosts !== undefined && !hosts.some((host) => isHost(hostOf(ownText(request, 'url') ?? ''), host))) return false;
  const type = ownText(entry, '_resourceType')?.toLowerCase();
  if (resourceTypes !== undefined && type !== undefined && !resourceTypes.includes(type)) return false;
  const mediaType = ownText(own(own(entry, 'response'), 'content'), 'mimeType')?.toLowerCase() ?? '';
  return mediaTypes === undefined || mediaType === '' || mediaTypes.some((start) => mediaType.startsWith(start));
}

/** With a port that is not the scheme's own; empty where the address is none. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}

function isHost(host: string, wanted: string): boolean {
  return wanted.startsWith('*.') ? host.endsWith(wanted.slice(1)) : host === wanted || host.split(':', 1)[0] === wanted;
}
