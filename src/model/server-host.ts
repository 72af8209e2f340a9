import type { Server } from './api.ts';

/** In lower case, variables at their defaults; undefined for relative addresses. */
export function hostOf({ resolvedUrl }: Pick<Server, 'resolvedUrl'>): string | undefined {
  const host = /^(?:[a-z][a-z0-9+.-]*:)?\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(resolvedUrl)?.[1];
  return host === undefined || host === '' ? undefined : host.toLowerCase();
}

/** RFC 1918, RFC 6890's loopback and link-local, RFC 6761 and 6762, and the endings that networks use inside. */
export function isPrivateHost(host: string): boolean {
  return (
    /^(localhost|0\.0\.0\.0|127(\.\d{1,3}){3}|10(\.\d{1,3}){3}|192\.168(\.\d{1,3}){2}|172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}|169\.254(\.\d{1,3}){2}|\[::1\]|\[f[cd][0-9a-f:]*\]|\[fe80:[0-9a-f:]*\])$/.test(
      host,
    ) || /\.(internal|local|localhost|lan|corp|intranet|home|private|svc|cluster\.local)$/.test(host)
  );
}

/** A sandbox is made for customers; these are made for colleagues. Whole labels, as `latest` is no `test`. */
export function isTestHost(host: string): boolean {
  return host
    .split(/[.-]/)
    .some((label) =>
      /^(dev|develop|development|test|testing|stage|staging|stg|uat|qa|int|preprod|pre)\d*$/.test(label),
    );
}
