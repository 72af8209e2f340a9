import {
  child,
  classesOf,
  classifyName,
  isInboundHook,
  lintRule,
  literalsOf,
  parent,
  wordsOf,
  type ApiModel,
  type Operation,
  type Parameter,
  type Repair,
} from '#rule';

const inHeader = `Declare it as a scheme, in a header:

\`\`\`yaml
components:
  securitySchemes:
    apiKey: { type: apiKey, in: header, name: X-Api-Key }
\`\`\``;

/** Data classes that open something by themselves, and for long. */
const standing = new Set([
  'sec.password',
  'sec.secret',
  'sec.apikey',
  'sec.token',
  'sec.jwt',
  'sec.credential',
  'pci.cvv',
  'pci.pin',
]);

const credentialInUrl = lintRule({
  id: 'auth-credential-in-url',
  title: 'Credential in the address',
  severity: 'high',
  tiers: [
    { name: 'standing', severity: 'high' },
    { name: 'once', severity: 'medium' },
  ],
  owasp: ['API2:2023', 'API8:2023'],
  cwe: 598,
  controls: ['PCI DSS 8.3.2', 'PCI DSS 3.3.1', 'RFC 6750 5.3'],
  why: `Addresses are written to access logs, browser histories, proxies and \`Referer\` headers. Whoever reads one of those holds the credential.`,
  fix: `Send it in the body or in a header:

\`\`\`yaml
requestBody:
  content:
    application/json:
      schema:
        type: object
        properties: { password: { type: string, format: password, writeOnly: true } }
\`\`\``,

  parameter(parameter, operation, api) {
    if (parameter.in !== 'path' && parameter.in !== 'query') return undefined;
    const dataClass = classifyName(parameter.name);
    if (dataClass?.category !== 'secret' && dataClass?.category !== 'pci-sad') return undefined;
    if (isSchemeKey(parameter, api) || namesObject(parameter, operation)) return undefined;
    // A proof against forged requests and what is only compared is no credential; a reset by address has a rule of its own.
    // The id of a checkout session in a path is the object's name.
    if (dataClass.id === 'sec.session' && parameter.in === 'path') return undefined;
    if (dataClass.id === 'sec.csrf' || dataClass.id === 'sec.hash' || resetsByAddress(operation)) return undefined;
    const tier = standing.has(dataClass.id) && !isOneTime(parameter, operation, api) ? 'standing' : 'once';
    return {
      at: parameter.at,
      tier,
      // A key in the query of every call is one decision about the API.
      ...(parameter.in === 'query' && dataClass.id === 'sec.apikey'
        ? { wide: true, subject: `${tier} query ${parameter.name}` }
        : {}),
      message: `Parameter ${parameter.name} carries ${dataClass.title} in the address.`,
      dataClasses: [dataClass.id],
      // `/network_totals/{token}`: of a path the name alone doesn't tell the key from the name of an object.
      ...(parameter.in === 'path' && dataClass.id === 'sec.token' && !opening.test(parameter.name)
        ? { certainty: 'tentative' }
        : {}),
    };
  },
  /** 3.2's `querystring` and objects in the query: their fields stand in the address as well. */
  property(property, use) {
    if (use.direction !== 'request' || !use.inParameter || use.inBody || use.inHeader) return undefined;
    const dataClass = classifyName(property.name);
    if (dataClass === undefined || !standing.has(dataClass.id)) return undefined;
    return {
      at: property.at,
      tier: 'standing',
      message: `Field ${property.name} of a parameter carries ${dataClass.title} in the address.`,
      dataClasses: [dataClass.id],
    };
  },
});

const ignored = lintRule({
  id: 'auth-authorization-as-parameter',
  title: 'Header parameter that tools ignore',
  severity: 'low',
  tiers: [
    { name: 'credential', severity: 'low' },
    { name: 'media-type', severity: 'info' },
  ],
  owasp: ['API2:2023'],
  cwe: 1188,
  controls: ['PCI DSS 8.3.1'],
  why: `OpenAPI 3 says that header parameters named Authorization, Accept and Content-Type shall be ignored: nothing that is made from the document asks for the credential, or checks the media type, that its author believes to be required.`,
  mends: 'Deletes Accept and Content-Type where they are written at the operation; tools ignore them already.',
  fix: `Delete the parameter. Media types stand as keys of \`content\`; for Authorization require a scheme:

\`\`\`yaml
security:
  - bearerAuth: []
\`\`\``,

  parameter(parameter, operation, { dialect }) {
    // 2.0 has no such sentence: there it is a credential beside the schemes.
    if (dialect === '2.0' || dialect === 'capture' || parameter.in !== 'header') return undefined;
    if (!/^(authorization|accept|content-type)$/i.test(parameter.name)) return undefined;
    const isCredential = /^authorization$/i.test(parameter.name);
    return {
      at: parameter.at,
      tier: isCredential ? 'credential' : 'media-type',
      message: `Header parameter ${parameter.name} is ignored by tools.`,
      ...(isCredential ? {} : deletion(parameter, operation)),
    };
  },
});

/** Names under which keys and tokens are asked for beside the schemes. Signatures and forgery tokens are something else. */
const keyHeader =
  /^(x-)?([a-z]+-)?(api|app|auth|access|session|client|user|admin|service|subscription|partner|merchant|application|account|ocp-apim-subscription)[-_]?(key|token|secret|password)$|^(x-)?(apikey|token|secret|password|api-?secret)$/i;

const shadow = lintRule({
  id: 'auth-shadow-auth-param',
  title: 'Credential beside the security schemes',
  severity: 'low',
  owasp: ['API2:2023', 'API9:2023'],
  cwe: 1059,
  controls: ['PCI DSS 8.3.1'],
  why: `A key that is declared as an ordinary header is no requirement: gateways do not check it, tests do not send it, and nobody counts the operation as protected by it.`,
  fix: inHeader,

  parameter(parameter, operation, api) {
    if (parameter.in !== 'header' || !isKey(parameter.name, api)) return undefined;
    if (isSchemeKey(parameter, api) || isInboundHook(operation)) return undefined;
    return { at: parameter.at, message: `Header ${parameter.name} carries a credential and is no security scheme.` };
  },
});

const resetByGet = lintRule({
  id: 'auth-reset-by-get',
  title: 'Reset or confirmation by GET',
  severity: 'medium',
  owasp: ['API2:2023'],
  cwe: 640,
  controls: ['PCI DSS 8.3.2', 'PCI DSS 8.3.3'],
  why: `The code that takes over the account stands in the address, and so in logs, histories and previews of links: mail scanners and chat programs open it before its owner does.`,
  fix: `Take the code in the body of a POST:

\`\`\`yaml
post:
  requestBody:
    content:
      application/json:
        schema: { type: object, required: [code], properties: { code: { type: string, maxLength: 64 } } }
\`\`\``,

  operation(operation) {
    if (!resetsByAddress(operation)) return undefined;
    const message = `${operation.id} takes the code of a reset or confirmation in its address.`;
    // A certificate is verified by a code as well.
    return { at: operation.at, message, ...(isOfAccount(operation) ? {} : { certainty: 'tentative' }) };
  },
});

export default [credentialInUrl, ignored, shadow, resetByGet];

function isSchemeKey({ name, in: place }: Parameter, api: ApiModel): boolean {
  return [...api.authSchemes.values()].some(
    (scheme) => scheme.in === place && scheme.parameterName?.toLowerCase() === name.toLowerCase(),
  );
}

/** Tokens of a link that somebody was sent: they open one thing once. */
function isOneTime({ name }: Parameter, operation: Operation, api: ApiModel): boolean {
  const classes = classesOf(operation, api);
  return (
    /code|otp|invit|verif|confirm|reset|activation|magic/i.test(name) ||
    classes.has('reset') ||
    classes.has('mfa') ||
    classes.has('signup') ||
    /invit|unsubscribe|share|download|preview/i.test(operation.path)
  );
}

function isKey(name: string, { dialect }: ApiModel): boolean {
  return keyHeader.test(name) || (dialect === '2.0' && /^authorization$/i.test(name));
}

/** They open something by themselves: `/sessions/{session_token}` is no name of an object. */
const opening =
  /access|refresh|auth$|auth_|session|reset|invit|verif|confirm|magic|login|jwt|bearer|api|password|secret|otp/i;

/**
 * Issuers and tokenisers call the ids of their objects tokens: `/reports/{token}` with a description that says so,
 * `/cards/{card_token}`, `/authorizations/{authorization}`.
 */
function namesObject(parameter: Parameter, operation: Operation): boolean {
  if (parameter.in !== 'path') return false;
  const { name, description = '' } = parameter;
  if (/\b(identifier|id)\b/i.test(description) && !/\b(access|session|auth\w*) token\b/i.test(description)) return true;
  if (opening.test(name)) return false;
  const segments = operation.path.split('/');
  const before = wordsOf(segments[segments.indexOf(`{${name}}`) - 1] ?? '');
  const words = wordsOf(name);
  const thing = words.length > 1 && words.at(-1) === 'token' ? words.slice(0, -1) : words;
  const [last = ''] = thing.slice(-1);
  // `/tokens/{token}` may as well be the token itself.
  if (thing.join(' ') === 'token') return false;
  return [last, `${last}s`, `${last}es`, last.replace(/y$/, 'ies')].includes(before.at(-1) ?? '');
}

const codes = /^(.*[_-])?(token|code|otp|pin|secret|password)$|(Token|Code|Otp|Pin)$/;
/** Not a proof: a list of codes is filtered by them. */
const ordinaryCodes = /country|currency|postal|zip|lang|locale|status|error|reason|branch|product|sort|bank|page|next/i;

/** Without a parameter it is the page that asks. */
function resetsByAddress(operation: Operation): boolean {
  if (operation.method !== 'GET') return false;
  const words = wordsOf(literalsOf(operation.path).at(-1) ?? '');
  const resets = words.some((word) => ['reset', 'forgot', 'recover'].includes(word));
  if (!resets && !words.some((word) => ['verify', 'confirm', 'activate', 'otp'].includes(word))) return false;
  const named = operation.parameters.filter(({ in: place }) => place === 'query' || place === 'path');
  return named.some(
    ({ name }) =>
      (codes.test(name) && !ordinaryCodes.test(name)) ||
      (resets && (/e-?mail|user|phone|login/i.test(name) || /password|passcode|\bpin\b/i.test(operation.path))),
  );
}

function isOfAccount({ path, operationId = '' }: Operation): boolean {
  return /password|passcode|reset|forgot|recover|account|user|customer|member|e-?mail|phone|mobile|otp|auth|login|sign-?up|regist|\bpin\b/i.test(
    `${path} ${operationId}`,
  );
}

/** Where it is written at the operation itself: a shared one, or one of the path, may be asked for by others. */
function deletion({ at }: Parameter, operation: Operation): { readonly repair?: Repair } {
  const list = child(operation.at, 'parameters');
  if (parent(at).path !== list.path || at.source !== list.source) return {};
  const written = operation.raw['parameters'];
  // With its last entry the list goes.
  const isLast = Array.isArray(written) && written.length === 1;
  return { repair: { title: 'Delete the parameter', edits: [{ kind: 'remove', at: isLast ? list : at }] } };
}
