import { hash } from 'node:crypto';

/** What makes a problem the same problem on the next run. No line, text, value, host or order goes in. */
export interface Identity {
  readonly rule: string;
  /** The document's name: two services with the same operation never share a fingerprint. */
  readonly api: string;
  /** `GET /v1/cards/{}`, or the pointer of the shared component. */
  readonly scope: string;
  /** In resolved terms: `response/200/json/$.items[].pan`. */
  readonly subject: string;
}

/** The first 32 hex digits of sha256 over the four parts, which a line break keeps apart. */
export function fingerprint({ rule, api, scope, subject }: Identity): string {
  return hash('sha256', `${inLine(rule)}\n${inLine(api)}\n${inLine(scope)}\n${inLine(subject)}`, 'hex').slice(0, 32);
}

function inLine(part: string): string {
  return part.includes('\n') ? part.replaceAll('\n', ' ') : part;
}
