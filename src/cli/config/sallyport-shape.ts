import { overriding } from '../../finding/override.ts';
import { severities } from '../../finding/rule-meta.ts';
import { isDay } from '../../finding/suppress.ts';
import type { JsonObject } from '../../model/json.ts';
import { parsePattern } from '../../model/pattern/parse.ts';
import { audiences, sensitivities } from '../../model/policy.ts';
import { rulesetNames } from '../rulesets.ts';
import { flow, identity, seed } from './probing-shape.ts';
import { about, choice, flag, known, list, map, number, object, text, type Shape } from './shape.ts';

export const profiles = ['read-only', 'standard', 'full', 'load'] as const;
export const thresholds = [...severities, 'none'] as const;

/** `GET /cards/*`: a method or `*`, then a path in which `*` stands for any text. */
const operationGlob = text({ pattern: /^(\*|[A-Z]+) \/\S*$/, like: 'an operation such as GET /cards/*' });
/** `3d`: days by severity. */
const daysBySeverity = map(text({ pattern: /^\d{1,4}d$/, like: 'days such as 14d' }), choice(severities));
const path = text({ like: 'a path in the repository' });
const day = text({ pattern: /^\d{4}-\d{2}-\d{2}$/, like: 'a day such as 2027-01-31', holds: isDay });
/** One that nobody has to look at again is a hole that every later report hides. */
const excuse = {
  reason: about('Why it may stand', text()),
  expires: about('The last day that it counts', day),
  owner: about('Who answers for it', text()),
  created: about('The day it was made', day),
};
const excuseHints = {
  reason: 'say why it may stand: reason: public by law (SEC-1234)',
  expires: 'name the last day that it counts: expires: 2027-01-31',
};

const ignore = (rules: readonly string[]) =>
  object(
    {
      rule: about('The rule that may be silent, by its id', known('rule', rules)),
      operation: about('Where: GET /branches/*; without it everywhere', operationGlob),
      path: about('The file that the finding stands in: legacy/*', path),
      ...excuse,
    },
    { required: ['rule', 'reason', 'expires'], hints: excuseHints },
  );

/** An exception in a document: its place says what it is for. */
const inlineIgnore = (rules: readonly string[]) =>
  object({ rule: known('rule', rules), ...excuse }, { required: ['rule', 'reason', 'expires'], hints: excuseHints });

/** All of one `x-sallyport-ignore`. */
export const inlineIgnoreShape = (rules: readonly string[]) => list(inlineIgnore(rules));

const override = (rules: readonly string[]) =>
  object(
    {
      operations: about('Operations: GET /sandbox/*', list(operationGlob)),
      paths: about('Files: legacy/*', list(path)),
      rules: about('Severities there by the id of a rule, or off', map(choice(overriding), known('rule', rules))),
    },
    { required: ['rules'] },
  );

/** All of .sallyport-ignore.yaml: exceptions apart from the config, for those who may not change that. */
export const ignoreShape = (rules: readonly string[]) => list(ignore(rules));

const noTarget = 'the target is never taken from a file: use --target <url> or SALLYPORT_TARGET';
const noHosts = 'hosts are only ever given on the command line: --allow-host <host>';

const policyShape = object({
  public: about('Operations that answer anybody the same', list(operationGlob)),
  shared: about('Operations whose objects all callers share', list(operationGlob)),
  privileged: about('Operations for privileged roles', list(operationGlob)),
  sensitive: about('Flows that nobody may run in bulk: POST /transfers', list(operationGlob)),
  audience: about('Of every operation that is not named below', choice(audiences)),
  operations: about(
    'Other audiences and sensitivities; the last that fits counts',
    list(
      object(
        {
          operation: about('Which: GET /reports/*', operationGlob),
          audience: about('Who calls it', choice(audiences)),
          sensitivity: about('How much harm its data or its effect can do', choice(sensitivities)),
        },
        { required: ['operation'] },
      ),
    ),
  ),
  require: about(
    'Controls that operations of these audiences and sensitivities must have',
    list(
      object({
        audience: about('Of operations for these callers; without it for all', list(choice(audiences))),
        sensitivity: about('Of operations of these sensitivities; without it of all', list(choice(sensitivities))),
        auth: about('oauth2, openIdConnect, mutualTLS, apiKey, or an HTTP scheme such as bearer', list(text())),
        scopes: about('Scopes that the document asks for', flag),
        https: about('No server in clear text', flag),
        limits: about('A declared limit (429)', flag),
        masking: about('Card numbers masked in answers', flag),
        idempotency: about('A key that makes the second try the same as the first', flag),
      }),
    ),
  ),
});

const count = number({ min: 0, max: 2 ** 31 - 1 });
const integer = number({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
const limitsShape = object({
  maxLength: about('Of texts; 4096 unless said otherwise', count),
  maxItems: about('Of lists; 1000', count),
  maxProperties: about('Of maps; 100', count),
  minimum: about('Of integers; -9007199254740991', integer),
  maximum: about('Of integers; 9007199254740991', integer),
  format: about('Of integers; int64', choice(['int32', 'int64'])),
  pageSize: about('The maximum of parameters for the length of a page; 1000', count),
  pattern: about(
    'Of texts without a shape; none',
    text({ holds: isPattern, like: 'a regular expression of ECMA-262' }),
  ),
});

function isPattern(pattern: string): boolean {
  return parsePattern(pattern) !== 'invalid';
}

const document = object(
  {
    path: about('The file, from the top of the repository', path),
    name: about('What reports and fingerprints call it; else its path', text()),
    owner: about('Who answers for it; else its x-owner, else CODEOWNERS', text()),
  },
  { required: ['path'] },
);

const deprecationShape = about(
  'Days that must lie between a deprecation and its x-sunset; 0: no sunset need be named',
  object({
    'stable-days': about('Of what is stable, or says no x-stability-level', number({ min: 0, max: 10_000 })),
    'beta-days': about('Of what is beta', number({ min: 0, max: 10_000 })),
  }),
);
const budgetShape = about(
  'How much a run may send to the target',
  object({
    requests: about('Most requests of a run; 3000 unless said otherwise', number({ min: 1, max: 1_000_000 })),
    rate: about(
      'Most requests a second; 10, and 200 on this machine, unless said otherwise',
      number({ min: 0.1, max: 1_000 }),
    ),
  }),
);
const coverageShape = about(
  'How much probes must decide',
  object({
    min: about(
      'The part of the operations, from 0 to 1: a run that decided less is incomplete (exit code 3)',
      number({ min: 0, max: 1 }),
    ),
  }),
);

/** All of sallyport.yaml. */
export function configShape(rules: readonly string[]) {
  return object(
    {
      version: about('The version of this format', choiceOfOne),
      specs: about('The documents', list(document)),
      captures: about('HAR captures', list(path)),
      identities: about('Callers that probes act as', map(identity)),
      seeds: about('How to make objects that cannot be inferred', list(seed)),
      flows: about(
        'Calls that belong together: otp, password-reset, password-change, single-use, webhook, checkout, transfer',
        map(flow),
      ),
      policy: about('Who may use what, and which controls that demands', policyShape),
      deprecation: deprecationShape,
      never: about('Operations that are never called', list(operationGlob)),
      budget: budgetShape,
      coverage: coverageShape,
      sla: about(
        'Days to mend findings of a severity, from the day they were first seen: { critical: 3d }',
        daysBySeverity,
      ),
      'ignore-max-age': about('Days that an exception may run, by the severity of what it takes out', daysBySeverity),
      'fail-on': about('The gate: this severity and above', choice(thresholds)),
      rules: about(
        'Which rules run, and how grave they are',
        object({
          extends: about('Rulesets; without any: recommended', list(choice(rulesetNames))),
          on: about('Rules that run besides', list(known('rule', rules))),
          own: about('Files with rules and probes of your own', list(path)),
          off: about('Rules that do not run', list(known('rule', rules))),
          severity: about('Other severities, by the id of a rule', map(choice(severities), known('rule', rules))),
          overrides: about(
            'Other severities for some operations or files; the last one that fits counts',
            list(override(rules)),
          ),
        }),
      ),
      fix: about(
        'What lint --fix writes',
        object({ limits: about('Limits that --fix-limits writes where requests have none', limitsShape) }),
      ),
      ignore: about('Exceptions, each with a reason', list(ignore(rules))),
      baseline: about('A file with the findings that do not gate', path),
      templates: about('Path templates of captures that no document describes: /users/{login}', list(text())),
    },
    {
      required: ['version'],
      hints: { version: 'write version: 1 at the top' },
      refused: { target: noTarget, 'allow-host': noHosts, hosts: noHosts, 'login-hosts': noHosts },
    },
  );
}

export type CheckedConfig = NonNullable<ReturnType<ReturnType<typeof configShape>['read']>>;
export type CheckedFlow = NonNullable<CheckedConfig['flows']> extends ReadonlyMap<string, infer T> ? T : never;
export type CheckedIdentity = NonNullable<CheckedConfig['identities']> extends ReadonlyMap<string, infer T> ? T : never;

const choiceOfOne: Shape<1> = {
  schema: { const: 1 },
  read: ({ value, at, complain }) => (value === 1 ? 1 : complain(at, 'version: 1 belongs here')),
};

/** What schema/config.schema.json holds. */
export function configSchema(): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'sallyport.yaml',
    ...configShape([]).schema,
  };
}
