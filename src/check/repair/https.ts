import type { Edit } from '../../model/edit.ts';
import type { ApiModel, Server, ServerVariable } from '../../model/api.ts';
import type { Repair } from '../../finding/finding.ts';
import { hostOf, isInternalUrl, serversOf } from '../../model/servers.ts';
import { child, parent } from '../../model/source.ts';

const title = 'Use https';

/**
 * The address over TLS, where nobody has to ask which one that is: a port of its own serves one protocol, addresses in
 * numbers and names of the inside rarely have a certificate. One with a user or a query is left to its author: what it holds
 * may be a credential, and an edit is written into reports.
 */
export function overTls(url: string): string | undefined {
  const host = hostOf(url);
  if (host === undefined || isInternalUrl(url) || /^[\d.]+$|^\[/.test(host)) return undefined;
  const authority = /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? '';
  if (authority.includes('@') || /[?#]/.test(url) || authority.includes(':')) return undefined;
  if (!host.includes('.') && !host.includes('{')) return undefined;
  return url.replace(/^http:/i, 'https:').replace(/^ws:/i, 'wss:');
}

/** Of an address as the document has it, at its own place. */
export function urlOverTls(url: string, at: Edit['at']): { readonly repair?: Repair } {
  const value = overTls(url);
  return value === undefined ? {} : { repair: { title, edits: [{ kind: 'replace', at, value }] } };
}

/** Of a server in clear text: its address, the scheme in 2.0's list, or what its variable stands for. */
export function serverOverTls(server: Server, api: ApiModel): { readonly repair?: Repair } {
  const secure = overTls(server.resolvedUrl);
  if (secure === undefined) return {};
  const name = /^\{([^{}]+)\}/.exec(server.url)?.[1];
  if (name === undefined) return { repair: { title, edits: [literalEdit(server, secure, api)] } };
  const variable = server.variables.find((each) => each.name === name);
  return variable === undefined ? {} : variableOverTls(variable, server);
}

/** Where the address stands over TLS beside it, nothing is left of the one in clear text. */
function literalEdit(server: Server, secure: string, api: ApiModel): Edit {
  const { at, url, raw } = server;
  const list = parent(at);
  const isBeside = serversOf(api).some(
    (other) =>
      parent(other.at).path === list.path && other.at.source === at.source && bare(other.resolvedUrl) === bare(secure),
  );
  if (isBeside) return { kind: 'remove', at };
  if (raw === undefined) return { kind: 'replace', at, value: secure.split(':', 1)[0] ?? '' };
  return { kind: 'replace', at: child(at, 'url'), value: overTls(url) ?? url };
}

function bare(url: string): string {
  return url.replace(/\/$/, '').toLowerCase();
}

/** Of a variable for the scheme or the whole address: its default, and its list without the values in clear text. */
export function variableOverTls(
  { name, at, default: fallback, enum: values }: ServerVariable,
  { url }: Server,
): { readonly repair?: Repair } {
  const all = [...(values ?? []), ...(fallback === undefined ? [] : [fallback])];
  const secured = all.map(securedValue);
  if (secured.includes(undefined) || fallback === undefined) return {};
  const secureDefault = securedValue(fallback) ?? fallback;
  const edits: Edit[] = [];
  if (secureDefault !== fallback) edits.push({ kind: 'replace', at: child(at, 'default'), value: secureDefault });
  values?.forEach((value, index) => {
    const secure = securedValue(value) ?? value;
    if (secure === value) return;
    const place = child(at, 'enum', index);
    const isThere = values.includes(secure) || values.findIndex((one) => securedValue(one) === secure) < index;
    edits.push(isThere ? { kind: 'remove', at: place } : { kind: 'replace', at: place, value: secure });
  });
  const isScheme = url.startsWith(`{${name}}:`) || url.startsWith(`{${name}}//`);
  if (values === undefined && isScheme) edits.push({ kind: 'add', at, key: 'enum', value: [secureDefault] });
  return edits.length === 0 ? {} : { repair: { title, edits } };
}

/** Undefined: in clear text, and nobody can say what it would be over TLS. */
function securedValue(value: string): string | undefined {
  if (/^(http|ws)(:?)$/i.test(value)) return value.replace(/^http/i, 'https').replace(/^ws/i, 'wss');
  if (!/^(http|ws):\/\//i.test(value) || isInternalUrl(value)) return value;
  return overTls(value);
}
