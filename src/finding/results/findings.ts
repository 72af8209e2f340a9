import type { Exchange, Field } from '../../model/exchange.ts';
import type { Pointer } from '../../model/source.ts';
import type { Claim, Evidence, Finding } from '../finding.ts';
import { severities, type Certainty, type RuleKind } from '../rule-meta.ts';
import { given, nameCharsMax, type Fields } from './fields.ts';
import { relatedOf, type Places } from './places.ts';

export const kinds: readonly RuleKind[] = ['lint', 'diff', 'traffic', 'probe'];
const certainties: readonly Certainty[] = ['proven', 'firm', 'tentative'];
/** `bola-read-path`, `own-our-rule`. */
const ruleId = /^[a-z0-9][a-z0-9-]{0,99}$/;
const tierName = /^[a-z][a-z0-9-]{0,49}$/;
const hex32 = /^[0-9a-f]{32}$/;

export function ruleIn(fields: Fields, key = 'rule'): string {
  return fields.matching(key, ruleId, 'the id of a rule');
}

export function fingerprintIn(fields: Fields): string {
  return fields.matching('fingerprint', hex32, 'a fingerprint of 32 hex digits');
}

export function fingerprintsIn(fields: Fields, key: string): readonly string[] {
  return fields
    .texts(key, 32)
    .map((text) => (hex32.test(text) ? text : fields.complain(key, 'fingerprints of 32 hex digits belong here')));
}

export function tierIn(fields: Fields): { readonly tier?: string } {
  return fields.has('tier') ? { tier: fields.matching('tier', tierName, 'the name of a tier') } : {};
}

function claimIn(fields: Fields): Claim {
  return {
    rule: ruleIn(fields),
    kind: fields.choice('kind', kinds),
    fingerprint: fingerprintIn(fields),
    severity: fields.choice('severity', severities),
    certainty: fields.choice('certainty', certainties),
  };
}

/** Bodies and headers of exchanges are in no results: what is left follows the proof. */
export function findingIn(fields: Fields, places: Places): Finding {
  const at = places.at(fields.object('at'));
  const reach = fields.object('reach');
  return {
    ...claimIn(fields),
    ...tierIn(fields),
    message: fields.text('message'),
    ...given('operation', fields.optional('operation', nameCharsMax)),
    at,
    related: fields.objects('related').map((entry) => relatedOf(places, entry)),
    evidence: fields.objects('evidence').map((entry) => evidenceIn(entry, at)),
    reach: {
      operations: reach.texts('operations'),
      anonymous: reach.count('anonymous'),
      dataClasses: reach.texts('dataClasses'),
    },
    also: fields.objects('also').map(claimIn),
    ...changeIn(fields),
  };
}

function changeIn(fields: Fields): Pick<Finding, 'change'> {
  if (!fields.has('posture')) return {};
  return {
    change: {
      posture: fields.choice('posture', ['widens', 'tightens', 'neutral', 'unknown']),
      compat: fields.choice('compat', ['breaking', 'maybe', 'no']),
    },
  };
}

function evidenceIn(fields: Fields, at: Pointer): Evidence {
  const note = fields.text('note');
  if (fields.choice('kind', ['exchange', 'comparison']) === 'comparison')
    return { kind: 'comparison', note, before: fields.text('before'), after: fields.text('after') };
  return { kind: 'exchange', note, curl: fields.text('curl'), exchange: exchangeIn(fields.object('exchange'), at) };
}

function exchangeIn(fields: Fields, at: Pointer): Exchange {
  const body = fields.has('bytes') ? { mediaType: '', bytes: fields.count('bytes'), truncated: false } : undefined;
  return {
    request: {
      method: fields.text('method', nameCharsMax),
      origin: fields.text('origin', nameCharsMax),
      path: fields.text('path'),
      query: fieldsIn(fields, 'query'),
      headers: fieldsIn(fields, 'requestHeaders'),
    },
    ...(fields.has('status')
      ? {
          response: {
            status: fields.count('status'),
            headers: fieldsIn(fields, 'responseHeaders'),
            ...given('body', body),
          },
        }
      : {}),
    ...given('failure', fields.optional('failure')),
    identity: fields.text('identity', nameCharsMax),
    credentials: 'unknown',
    sightings: [],
    durationMs: fields.count('durationMs'),
    at,
  };
}

function fieldsIn(fields: Fields, key: string): readonly Field[] {
  return fields.objects(key).map((one) => [one.text('name', nameCharsMax), one.text('value', nameCharsMax)]);
}
