/** Where the diff differs from oasdiff on purpose. docs/diff-disagreements.md is made of this table. */
import { matchesPattern } from './pattern.ts';

export interface Disagreement {
  /** Their ids, `*` for any text; none where they say nothing. */
  readonly theirs: readonly string[];
  readonly level: 'ERR' | 'WARN' | 'INFO' | 'any';
  /** What we say instead. */
  readonly ours: string;
  readonly why: string;
  /** We say nothing under any id: a miss is no gap. Absent: we say it, at another level. */
  readonly silent?: true;
  /** Names of cases, `*` for any text, where we say breaking for this reason and they say no ERR. */
  readonly breaking?: readonly string[];
  /** Names of cases of which they say nothing at all, and we tell clients to look, for this reason. */
  readonly telling?: readonly string[];
}

export const disagreements: readonly Disagreement[] = [
  {
    theirs: ['*-all-of-added', '*-all-of-removed'],
    level: 'any',
    ours: 'that a part came or went, as no change for clients, and what the merged schema demands otherwise: a bound, a required property, a type',
    why: 'A part of an `allOf` is a way of writing. A part that says nothing new breaks nobody; one that does is told as what it says.',
  },
  {
    theirs: ['request-read-only-property-*', 'request-property-pattern-*'],
    level: 'any',
    ours: 'nothing of a `readOnly` property in requests',
    why: 'It is no part of a request, so no request can break by it. It is judged where it is sent: in answers.',
  },
  {
    theirs: ['response-*write-only-property-*', 'response-property-enum-value-removed'],
    level: 'any',
    ours: 'nothing of a `writeOnly` property in answers',
    why: 'It is no part of an answer. It is judged where it is sent: in requests.',
    silent: true,
  },
  {
    theirs: [
      'new-required-request-property',
      'request-property-removed',
      'response-optional-property-added',
      'request-parameter-became-enum',
      'request-parameter-enum-value-added',
    ],
    level: 'any',
    ours: 'the change of the type alone, as breaking',
    why: 'An array that became an object has other properties, as it has no items any more: one cause, told once.',
  },
  {
    theirs: ['request-parameter-default-value-changed'],
    level: 'ERR',
    ours: 'no change for clients where the parameter is required',
    why: 'What has to be sent is never filled in, so nobody notices another default.',
  },
  {
    theirs: ['request-body-enum-value-removed'],
    level: 'INFO',
    ours: 'breaking',
    why: 'Requests with the value are refused now; oasdiff says so itself from later versions on.',
    breaking: ['check_breaking_property_test.go#TestBreaking_ReqBodyEnumValueAdded-*'],
  },
  {
    theirs: ['request-property-became-optional'],
    level: 'INFO',
    ours: 'breaking where a name is required that no property declares',
    why: 'Requests without that property are refused, declared or not.',
    breaking: [
      'check_breaking_property_test.go#TestBreaking_ReqBodyNewRequiredPropertyNew-*',
      'check_request_property_required_updated_test.go#TestRequestPropertyMarkedOptional-*',
    ],
  },
  {
    theirs: ['request-parameter-max-items-decreased'],
    level: 'ERR',
    ours: 'breaking also where the parameter stands at the path',
    why: 'Parameters of a path belong to each of its operations; oasdiff looks at them only when asked to.',
    breaking: [
      'check_request_parameters_max_items_updated_test.go#TestBreaking_RequestParameterMaxItemsWithoutFlatten-*',
    ],
  },
  {
    theirs: ['*-sunset-missing', '*-sunset-date-too-small', '*-sunset-date-changed-too-small'],
    level: 'ERR',
    ours: 'the same where `deprecation` in sallyport.yaml asks for days; without it, breaking where an announced end is taken away or moved to an earlier day alone',
    why: 'How long a deprecated thing must live is a policy, and by default there is none, as in oasdiff. What was announced is a promise.',
  },
  {
    theirs: ['response-media-type-name-changed', 'api-security-component-oauth-scope-changed'],
    level: 'INFO',
    ours: 'nothing of parameters of a media type and of descriptions of scopes',
    why: 'Texts for people, and spellings of the same type.',
    silent: true,
  },
  {
    theirs: ['response-property-enum-value-added'],
    level: 'WARN',
    ours: '`maybe`, at severity info',
    why: 'New values come with every release, and what everybody skips hides what matters.',
  },
  {
    theirs: [
      'api-security-removed',
      'api-global-security-removed',
      'api-security-scope-removed',
      'api-global-security-scope-removed',
    ],
    level: 'INFO',
    ours: 'posture `widens`, up to critical, where the effective requirement is weaker',
    why: 'Clients keep working, and so do attackers. Alternatives and scopes are compared by what they ask for and not as text.',
  },
  {
    theirs: [],
    level: 'any',
    ours: '`server-removed`, `maybe`: a base URL that clients were told of is no longer named',
    why: 'oasdiff takes servers for how an API is deployed. Whoever calls the URL that is gone may find nobody there, or somebody else.',
    telling: ['check_not_breaking_test.go#TestBreaking_Servers-*'],
  },
  {
    theirs: ['endpoint-added'],
    level: 'INFO',
    ours: 'critical for an anonymous operation, high for an administrative one, info for others',
    why: 'A new operation is judged by what it is: who may call it, what it does and what it carries.',
  },
];

/** A finding of theirs that we leave out on purpose. */
export function isDeliberate(id: string): boolean {
  return disagreements.some(
    ({ theirs, silent }) => silent === true && theirs.some((pattern) => matchesPattern(pattern, id)),
  );
}

/** A case that we call breaking on purpose. */
export function isDeliberatelyBreaking(name: string): boolean {
  return disagreements.some(({ breaking = [] }) => breaking.some((pattern) => matchesPattern(pattern, name)));
}

/** A case of which they say nothing and we do, on purpose. */
export function isDeliberatelyTold(name: string): boolean {
  return disagreements.some(({ breaking = [], telling = [] }) =>
    [...breaking, ...telling].some((pattern) => matchesPattern(pattern, name)),
  );
}

/** The page, but for its formatting. */
export function disagreementsPage(): string {
  const rows = disagreements.map(
    ({ theirs, level, ours, why }) =>
      `| ${theirs.map((id) => `\`${id}\``).join(', ') || 'nothing'} | ${level} | ${ours} | ${why} |`,
  );
  return [
    '<!-- This file is generated by scripts/generate-disagreements.ts: run `npm run generate`. -->\n',
    '# Where the diff differs from oasdiff\n',
    '`npm run conformance` compares the diff with oasdiff v1.14.0 on the pairs of its own tests. These differences are meant; the fractions it prints do not leave them out.\n',
    '| oasdiff says | at | sallyport says | why |\n| --- | --- | --- | --- |\n' + rows.join('\n') + '\n',
  ].join('\n');
}
