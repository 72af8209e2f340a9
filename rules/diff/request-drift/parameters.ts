import { classifyName, type AnyRow, type ParameterFact } from '#rule';
import { isAddress, isDebug, isPaging, isSession, isWidening } from './names.ts';
import { row, yaml } from './row.ts';

type Kind = ParameterFact['kind'];
const name = ({ parameter }: ParameterFact): string => (parameter.after ?? parameter.before)?.name ?? '';
const isNew = ({ parameter }: ParameterFact, ...places: readonly string[]): boolean =>
  places.includes(parameter.after?.in ?? '');

function isOpenText({ schema: { after } }: ParameterFact): boolean {
  if (after?.pattern !== undefined || after?.enum !== undefined) return false;
  const types = after?.types ?? [];
  return types.length === 0 || types.includes('string');
}

/** Passwords, tokens, card data and identities: what must not stand in a log. */
function isSecret(fact: ParameterFact): boolean {
  const dataClass = classifyName(name(fact));
  return (
    dataClass !== undefined &&
    ['secret', 'pci', 'pci-sad', 'national-id', 'financial', 'health'].includes(dataClass.category)
  );
}

export const parameters: readonly AnyRow[] = [
  row<Kind>({
    id: 'querystring-param-added',
    title: 'Whole query taken as one value',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 20,
    why: 'Everything behind the question mark reaches the operation as one object: names that were never declared come along, and gateways that check parameters one by one see none.',
    fix: `Declare the parameters by name:\n\n${yaml('- { name: status, in: query, schema: { type: string, enum: [open, closed] } }')}`,
    on: ['parameter/added'],
    when: (fact) => isNew(fact, 'querystring'),
    say: (fact) => `${fact.operation.id} takes the whole query as "${name(fact)}" now.`,
  }),
  row<Kind>({
    id: 'session-cookie-param-added',
    title: 'Session in a cookie',
    severity: 'medium',
    owasp: ['API2:2023'],
    cwe: 352,
    why: 'Browsers send cookies along by themselves, also when another page asks them to: cross-site request forgery.',
    fix: `Take the session as a token in a header, declared as a scheme:\n\n${yaml('security:\n  - bearerAuth: []')}`,
    on: ['parameter/added'],
    when: (fact) => isNew(fact, 'cookie') && isSession(name(fact)),
    say: (fact) => `${fact.operation.id} takes a session from the cookie "${name(fact)}" now.`,
  }),
  row<Kind>({
    id: 'secret-in-query-added',
    title: 'Secret in the URL',
    severity: 'high',
    owasp: ['API8:2023'],
    cwe: 598,
    why: 'URLs stand in access logs, browser histories, proxies and Referer headers, where strangers read them.',
    fix: `Send it in the body or in a header:\n\n${yaml('- { name: X-Card-Token, in: header, schema: { type: string } }')}`,
    on: ['parameter/added'],
    when: (fact) => isNew(fact, 'query', 'path') && isSecret(fact) && !isPaging(name(fact)) && isOpenText(fact),
    say: (fact) => `${fact.operation.id} takes "${name(fact)}" in the URL now.`,
  }),
  row<Kind>({
    id: 'ssrf-url-param-added',
    title: 'Address from the caller accepted',
    severity: 'high',
    owasp: ['API7:2023'],
    cwe: 918,
    why: 'The server fetches the address from inside your network, or sends the user there: metadata of the cloud, admin ports, pages that look like yours.',
    fix: `Say which addresses are allowed:\n\n${yaml("schema: { type: string, format: uri, pattern: '^https://app\\.example\\.com/' }")}`,
    on: ['parameter/added'],
    when: (fact) =>
      isOpenText(fact) && (isAddress(name(fact)) || /^(uri|url|iri)/.test(fact.schema.after?.format ?? '')),
    say: (fact) => `${fact.operation.id} takes the address "${name(fact)}" from the caller now; nothing limits it.`,
  }),
  row<Kind>({
    id: 'debug-param-added',
    title: 'Debug switch added',
    severity: 'medium',
    owasp: ['API8:2023'],
    cwe: 489,
    why: 'A switch for developers is a switch for everybody: stack traces, skipped checks, answers that were made for a console.',
    fix: `Take it out of what is published, or keep it behind a scope of its own:\n\n${yaml('security:\n  - oauth: [support:debug]')}`,
    on: ['parameter/added'],
    when: (fact) => isNew(fact, 'query', 'header', 'cookie') && isDebug(name(fact)),
    say: (fact) => `${fact.operation.id} has the switch "${name(fact)}" now.`,
  }),
  row<Kind>({
    id: 'expand-param-added',
    title: 'Caller chooses what is answered',
    severity: 'medium',
    owasp: ['API3:2023'],
    cwe: 213,
    why: 'What may be expanded or included is a list of doors, and each needs the check that the operation behind it has.',
    fix: `Close the list:\n\n${yaml('schema: { type: string, enum: [items, holder] }')}`,
    on: ['parameter/added'],
    when: (fact) => isNew(fact, 'query', 'header') && isWidening(name(fact)),
    say: (fact) => `"${name(fact)}" lets callers of ${fact.operation.id} choose what is answered now.`,
  }),
  row<Kind>({
    id: 'pagination-param-removed',
    title: 'List without pages',
    severity: 'medium',
    owasp: ['API4:2023'],
    cwe: 770,
    why: 'Each call returns the whole list: more work than a caller should be able to ask for, and all data at once.',
    fix: `Keep the pages:\n\n${yaml('- { name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 100, default: 20 } }')}`,
    on: ['parameter/removed'],
    when: ({ parameter, operation }) =>
      isPaging(parameter.before?.name ?? '') &&
      ['query', 'header'].includes(parameter.before?.in ?? '') &&
      !operation.parameters.some((each) => isPaging(each.name)),
    say: ({ operation, parameter }) =>
      `${operation.id} lost "${parameter.before?.name}", its last parameter for pages.`,
    also: () => ({ subject: 'paging' }),
  }),
  row<Kind>({
    id: 'allowreserved-added',
    title: 'Reserved characters come through unescaped',
    severity: 'low',
    owasp: ['API8:2023'],
    cwe: 116,
    why: 'Slashes, question marks and ampersands of the value become part of the URL: proxies, caches and services behind read different parameters out of it.',
    fix: `Leave it out:\n\n${yaml('allowReserved: false')}`,
    on: ['parameter/reserved'],
    say: (fact) => `"${name(fact)}" of ${fact.operation.id} is sent unescaped now.`,
  }),
  row<Kind>({
    id: 'allowemptyvalue-added',
    title: 'Empty value accepted',
    severity: 'low',
    owasp: ['API8:2023'],
    cwe: 20,
    why: 'A filter without a value often filters nothing: `?owner=` answers with everybody’s.',
    fix: `Leave it out:\n\n${yaml('allowEmptyValue: false')}`,
    on: ['parameter/empty-value'],
    say: (fact) => `"${name(fact)}" of ${fact.operation.id} may be sent empty now.`,
  }),
];
