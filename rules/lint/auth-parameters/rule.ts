import { classesOf, classifyName, isInboundHook, lintRule, type ApiModel, type Operation, type Parameter } from '#rule';

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
  controls: ['PCI DSS 8.3.2', 'PCI DSS 3.3.1'],
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
    if (dataClass === undefined || isSchemeKey(parameter, api)) return undefined;
    if (dataClass.category !== 'secret' && dataClass.category !== 'pci-sad') return undefined;
    // A proof against forged requests and what is only compared is no credential; a reset by address has a rule of its own.
    // The id of a checkout session in a path is the object's name.
    if (dataClass.id === 'sec.session' && parameter.in === 'path') return undefined;
    if (dataClass.id === 'sec.csrf' || dataClass.id === 'sec.hash' || resetsByAddress(operation)) return undefined;
    return {
      at: parameter.at,
      tier: standing.has(dataClass.id) && !isOneTime(parameter, operation, api) ? 'standing' : 'once',
      message: `Parameter ${parameter.name} carries ${dataClass.title} in the address.`,
      dataClasses: [dataClass.id],
    };
  },
});

const ignored = lintRule({
  id: 'auth-authorization-as-parameter',
  title: 'Header parameter that tools ignore',
  severity: 'low',
  owasp: ['API2:2023'],
  cwe: 1188,
  why: `OpenAPI says that parameters named Authorization, Accept and Content-Type shall be ignored: nothing that is made from the document asks for the credential that its author believes to be required.`,
  fix: `Delete the parameter and require a scheme:

\`\`\`yaml
security:
  - bearerAuth: []
\`\`\``,

  parameter(parameter) {
    if (parameter.in !== 'header' || !/^(authorization|accept|content-type)$/i.test(parameter.name)) return undefined;
    return { at: parameter.at, message: `Header parameter ${parameter.name} is ignored by tools.` };
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
  why: `A key that is declared as an ordinary header is no requirement: gateways do not check it, tests do not send it, and nobody counts the operation as protected by it.`,
  fix: inHeader,

  parameter(parameter, operation, api) {
    if (parameter.in !== 'header' || !keyHeader.test(parameter.name)) return undefined;
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
  controls: ['PCI DSS 8.3.2'],
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
    return { at: operation.at, message: `${operation.id} resets or confirms by an address.` };
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

const resetting = /(^|[/_.-])(reset|forgot|recover|verify|confirm|otp|activate)/i;

function resetsByAddress(operation: Operation): boolean {
  if (operation.method !== 'GET' || !resetting.test(operation.path)) return false;
  // Without a parameter it is the page that asks.
  return operation.parameters.some(({ in: place }) => place === 'query' || place === 'path') &&
    !/verif|confirm|activat/i.test(operation.path)
    ? true
    : operation.parameters.some(
        ({ name, in: place }) =>
          (place === 'query' || place === 'path') &&
          /^(.*[_-])?(token|code|otp|pin|secret|password)$|(Token|Code|Otp|Pin)$/.test(name),
      );
}
