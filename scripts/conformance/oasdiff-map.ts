/**
 * Which of oasdiff's ids say what a rule of ours says. To extend it, add a row: our rule's id and their ids, `*` for any
 * text. Which side and site is meant (`request-parameter-`, `response-property-` ...) need not be told apart here:
 * site.ts compares where the two stand. `tier` or `compat` narrows a row to findings of that tier or compatibility.
 */
import { compatRows } from './compat-map.ts';
import type { Compat } from '../../src/finding/rule-meta.ts';

export interface Row {
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
  readonly tier?: string;
  readonly compat?: Compat;
}

export const rows: readonly Row[] = [
  ...compatRows,
  // Security: theirs are all INFO.
  {
    ours: ['op-security-emptied', 'op-anon-alternative', 'and-factor-dropped', 'mtls-dropped'],
    theirs: ['api-security-removed'],
  },
  { ours: ['global-security-removed'], theirs: ['api-global-security-removed'] },
  { ours: ['global-security-anon-alt'], theirs: ['api-global-security-added'] },
  {
    ours: ['and-to-or', 'or-alternative-added', 'req-scheme-swapped-weaker', 'req-scheme-replaced'],
    theirs: ['api-security-added', 'api-security-removed', 'api-global-security-added', 'api-global-security-removed'],
  },
  {
    ours: ['op-override-removed-to-weaker-global'],
    theirs: ['api-security-removed', 'api-security-scope-removed'],
  },
  {
    ours: ['scope-removed', 'scopes-all-removed'],
    theirs: ['api-security-scope-removed', 'api-global-security-scope-removed'],
  },
  {
    ours: ['scope-swapped-weaker', 'scope-swapped'],
    theirs: ['api-security-scope-*', 'api-global-security-scope-*'],
  },
  { ours: ['scheme-deleted'], theirs: ['api-security-component-removed'] },
  { ours: ['scheme-type-oauth2-to-apikey'], theirs: ['api-security-component-type-changed'] },
  {
    ours: ['oauth-token-url-http', 'oauth-token-url-host'],
    theirs: ['api-security-component-oauth-token-url-changed'],
  },
  // Operations.
  {
    ours: [
      'new-op-anonymous',
      'new-op-authenticated',
      'new-op-admin',
      'new-method-delete',
      'new-method-trace',
      'new-method-custom',
      'old-version-readded',
    ],
    theirs: ['endpoint-added'],
  },
  {
    ours: ['op-removed-no-deprecation'],
    theirs: ['api-removed-without-deprecation', 'api-path-removed-without-deprecation'],
  },
  { ours: ['undeprecated'], theirs: ['endpoint-reactivated'] },
  { ours: ['webhook-added'], theirs: ['webhook-added'] },
  // Responses.
  { ours: ['401-removed', '403-removed', '429-removed'], theirs: ['response-non-success-status-removed'] },
  {
    ours: ['cache-control-removed', 'hsts-removed', 'ratelimit-headers-removed', 'retry-after-removed'],
    theirs: ['optional-response-header-removed', 'required-response-header-removed'],
  },
  { ours: ['set-cookie-added'], theirs: ['response-header-added'] },
  { ours: ['resp-html-added'], theirs: ['response-media-type-added'] },
  {
    ours: ['resp-sensitive-prop-added', 'error-debug-prop-added'],
    theirs: ['response-optional-property-added', 'response-required-property-added'],
  },
  { ours: ['writeonly-removed'], theirs: ['response-*-property-became-not-write-only'] },
  { ours: ['resp-mask-pattern-removed'], theirs: ['response-property-pattern-removed'] },
  { ours: ['resp-pattern-changed'], theirs: ['response-property-pattern-changed'] },
  // Requests: parameters.
  {
    ours: [
      'ssrf-url-param-added',
      'expand-param-added',
      'debug-param-added',
      'secret-in-query-added',
      'session-cookie-param-added',
      'querystring-param-added',
    ],
    theirs: ['new-optional-request-*parameter*', 'new-required-request-*parameter*'],
  },
  { ours: ['signature-header-dropped', 'pagination-param-removed'], theirs: ['request-parameter-removed*'] },
  { ours: ['idempotency-optional'], theirs: ['request-parameter-became-optional'] },
  { ours: ['limit-default-raised'], theirs: ['request-parameter-default-value-changed'] },
  // Requests: bodies.
  { ours: ['body-not-required'], theirs: ['request-body-became-optional'] },
  {
    ours: ['file-upload-added', 'xml-body-added', 'wildcard-media-added'],
    theirs: ['request-body-media-type-added', 'request-body-added-*'],
  },
  {
    ours: ['req-sensitive-prop-added', 'ssrf-url-prop-added'],
    theirs: ['new-optional-request-property', 'new-required-request-property*'],
  },
  { ours: ['readonly-removed'], theirs: ['request-*-property-became-not-read-only'] },
  { ours: ['captcha-not-required', 'otp-not-required'], theirs: ['request-property-became-optional'] },
  { ours: ['anyof-variant-added'], theirs: ['request-*-any-of-added', 'request-*-one-of-added'] },
  { ours: ['discriminator-privileged-subtype'], theirs: ['request-*-discriminator-mapping-added'] },
  // Requests: what a value may be, in parameters, bodies and properties alike.
  { ours: ['password-minlength-lowered'], theirs: ['request-*-min-length-decreased'] },
  { ours: ['maxlength-raised'], theirs: ['request-*-max-length-increased'] },
  { ours: ['amount-maximum-raised'], theirs: ['request-*-max-increased', 'request-*-exclusive-max-increased'] },
  { ours: ['req-enum-privileged-value'], theirs: ['request-*-enum-value-added'] },
  {
    ours: ['pattern-removed', 'pathparam-pattern-removed', 'url-pattern-removed'],
    theirs: ['request-*-pattern-removed'],
  },
  { ours: ['pattern-widened'], theirs: ['request-*-pattern-generalized', 'request-*-pattern-changed'] },
  { ours: ['pattern-changed'], theirs: ['request-*-pattern-changed'] },
  {
    ours: ['type-removed', 'type-to-object', 'id-uuid-to-integer', 'id-format-removed', 'format-changed'],
    theirs: ['request-*-type-changed', 'request-*-type-generalized', 'request-*-list-of-types-widened'],
  },
  { ours: ['const-removed'], theirs: ['request-*-const-removed'] },
  {
    ours: ['conditional-removed'],
    theirs: ['request-*-if-removed', 'request-*-then-removed', 'request-*-else-removed'],
  },
  { ours: ['contains-removed'], theirs: ['request-*-contains-removed'] },
  { ours: ['dependentrequired-removed'], theirs: ['request-*-dependent-required-removed'] },
  { ours: ['propertynames-removed'], theirs: ['request-*-property-names-removed'] },
  { ours: ['req-unevaluatedprops-opened'], theirs: ['request-*-unevaluated-properties-removed'] },
];
