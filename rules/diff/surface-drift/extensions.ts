import { isObject, type AnyRow, type ApiFact, type ExtensionFact, type Json } from '#rule';
import { row, yaml } from './row.ts';

const any: readonly ExtensionFact['kind'][] = ['extension/added', 'extension/removed', 'extension/changed'];
const gone: readonly ExtensionFact['kind'][] = ['extension/removed', 'extension/changed'];

const hidden = /^x-(internal|private|hidden|exclude|beta-only)$/i;
const rates = /^x-.*(rate-?limit|throttl|quota)/i;
const classes = /^x-.*(data-?class|classification|sensitivity|confidentiality)/i;
// `x-...BypassValidation` is the opposite.
const validators =
  /^x-(?!.*(?:bypass|skip|disable|without|no-?valid)).*(request-validator|validat|schema-enforce|payload-protection|waf)/i;
const authorizers =
  /^x-.*(authori[sz]er|auth-?type|custom-?auth)|^x-google-(issuer|jwks_uri|audiences)$|^x-amazon-apigateway-auth$/i;
const ignores = /^x-.*(ignore|suppress|disable|exempt|skip)/i;
/** From the most to the least guarded, in the words that are in use. */
const levels: readonly RegExp[] = [
  /pci|secret|restricted|highly|phi|health/,
  /confidential|pii|personal|sensitive|private/,
  /internal/,
  /public|none|open|unclassified/,
];

function levelOf(value: Json | undefined): number {
  const text = JSON.stringify(value ?? '').toLowerCase();
  return levels.findIndex((level) => level.test(text));
}

/** Falls: `true` became `false`, or the key is gone. */
function isLost({ before, after }: ExtensionFact): boolean {
  return isOn(before) && !isOn(after);
}

function isOn(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false || value === '' || value === 'none' || value === 'NONE')
    return false;
  return !(isObject(value) && Object.keys(value).length === 0);
}

/** Calls in a second, of `{ limit: 10, window: 1m }`, `10/min` or a number. */
function rateOf(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') {
    const [, count, unit = ''] = /^(\d+)\s*(?:\/|per )?\s*(.*)$/i.exec(value) ?? [];
    return count === undefined ? undefined : Number(count) / secondsOf(unit);
  }
  if (!isObject(value)) return undefined;
  let window: string | undefined;
  let count: number | undefined;
  for (const [key, each] of Object.entries(value)) {
    if (typeof each === 'number' && /limit|rate|requests|max|count|burst|calls|quota/i.test(key))
      count = Math.max(count ?? 0, each);
    if (/window|period|interval|per|unit/i.test(key) && (typeof each === 'string' || typeof each === 'number'))
      window = String(each);
  }
  return count === undefined ? undefined : count / secondsOf(window ?? '');
}

function secondsOf(text: string): number {
  const [, count = '1', unit = ''] = /^(\d*)\s*([a-z]*)/i.exec(text) ?? [];
  const size =
    ({ s: 1, m: 60, h: 3_600, d: 86_400 } as Readonly<Record<string, number>>)[unit.slice(0, 1).toLowerCase()] ?? 1;
  return Math.max(1, Number(count === '' ? 1 : count)) * size;
}

function isHigherRate({ before, after }: ExtensionFact): boolean {
  if (isLost({ before, after } as ExtensionFact)) return true;
  const [was, is] = [rateOf(before), rateOf(after)];
  return was !== undefined && is !== undefined && is > was;
}

function where({ holder, operation }: ExtensionFact): string {
  return operation?.id ?? (holder === 'api' ? 'The document' : 'A shared part');
}

/** `x-` keys that gateways and people act on. */
export const extensions: readonly AnyRow[] = [
  row<ExtensionFact['kind']>({
    id: 'x-internal-removed',
    title: 'Internal operation published',
    severity: 'high',
    owasp: ['API9:2023'],
    cwe: 200,
    why: 'It was kept out of what customers see, and mostly out of the checks that customers’ operations get. Portals and gateways publish it now.',
    fix: `Keep it inside:\n\n${yaml('x-internal: true')}`,
    on: gone,
    when: (fact) => hidden.test(fact.name) && isLost(fact),
    say: (fact) => `${where(fact)} is no longer marked as internal (${fact.name}).`,
  }),
  row<ExtensionFact['kind']>({
    id: 'x-ratelimit-raised',
    title: 'Rate limit raised or gone',
    severity: 'medium',
    owasp: ['API4:2023'],
    cwe: 770,
    why: 'Guessing, scraping and floods are as fast as the limit lets them be.',
    fix: `Set the limit that was set:\n\n${yaml('x-ratelimit: { limit: 10, window: 1m }')}`,
    on: gone,
    when: (fact) => rates.test(fact.name) && isHigherRate(fact),
    say: (fact) => `${where(fact)} lets more calls through in the same time (${fact.name}).`,
  }),
  row<ExtensionFact['kind']>({
    id: 'data-classification-lowered',
    title: 'Data classified lower',
    severity: 'medium',
    owasp: ['API3:2023'],
    cwe: 213,
    why: 'What logs, gateways and reviewers do with the data follows its class: a lower one switches masking, retention and approval off.',
    fix: `Classify it as it was:\n\n${yaml('x-data-classification: pci')}`,
    on: gone,
    when: ({ name, before, after }) =>
      classes.test(name) && levelOf(before) !== -1 && (after === undefined || levelOf(after) > levelOf(before)),
    say: (fact) => `${where(fact)} has a lower class of data now (${fact.name}).`,
  }),
  row<ExtensionFact['kind']>({
    id: 'gateway-authorizer-removed',
    title: 'Authorizer of the gateway gone',
    severity: 'high',
    owasp: ['API2:2023'],
    cwe: 306,
    why: 'The gateway no longer asks who calls. Services behind it were built on the promise that it does.',
    fix: `Name the authorizer again:\n\n${yaml('x-amazon-apigateway-authorizer:\n  type: token')}`,
    on: gone,
    when: (fact) => authorizers.test(fact.name) && isLost(fact),
    say: (fact) => `${where(fact)} has no authorizer at the gateway any more (${fact.name}).`,
  }),
  row<ExtensionFact['kind']>({
    id: 'gateway-validator-removed',
    title: 'Validation at the gateway gone',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 20,
    why: 'Requests that break the contract reach the service, which was built on the promise that they do not.',
    fix: `Validate at the gateway:\n\n${yaml('x-amazon-apigateway-request-validator: all')}`,
    on: gone,
    when: (fact) => validators.test(fact.name) && isLost(fact),
    say: (fact) => `${where(fact)} is no longer validated at the gateway (${fact.name}).`,
  }),
  row<ExtensionFact['kind']>({
    id: 'suppression-added',
    title: 'Rule silenced in the same change',
    severity: 'medium',
    owasp: ['API9:2023'],
    cwe: 693,
    posture: 'unknown',
    why: 'A change that opens something and silences who would say so passes every gate. Somebody has to look at both.',
    fix: `Leave the suppression to a change of its own, with its reason:\n\n${yaml('x-sallyport-ignore:\n  - rule: auth-missing\n    reason: public price list')}`,
    on: any,
    when: ({ kind, name, before, after }) =>
      ignores.test(name) &&
      kind !== 'extension/removed' &&
      JSON.stringify(before ?? '').length < JSON.stringify(after ?? '').length,
    say: (fact) => `${where(fact)} silences a rule now (${fact.name}).`,
  }),
  row<ApiFact['kind']>({
    id: 'version-unchanged',
    title: 'Other behaviour under the same version',
    severity: 'info',
    owasp: ['API9:2023'],
    cwe: 1059,
    posture: 'neutral',
    why: 'Who reviews releases looks at the version. What changes under the same one is looked at by nobody.',
    fix: `Raise it:\n\n${yaml('info:\n  version: 2.1.0')}`,
    on: ['api/version'],
    when: ({ api, opens }) => api.before.version === api.after.version && opens,
    say: () => 'The API opens something under the version that it had.',
  }),
];
