import {
  allowsAnonymous,
  diffRule,
  isAdministrative,
  isCredentialFlow,
  isInboundHook,
  isServiceInfo,
  type ApiModel,
  type Operation,
} from '#rule';

export default diffRule({
  id: 'new-op-anonymous',
  title: 'New operation without authentication',
  severity: 'critical',
  owasp: ['API2:2023', 'API9:2023'],
  cwe: 306,
  controls: ['PCI DSS 6.2.4', 'PCI DSS 8.3.1'],
  posture: 'widens',
  compat: 'no',
  why: `Other operations of this API need a credential, the new one answers anybody. New endpoints are where authentication is forgotten most: the first scanner that reads the document calls this one.`,
  fix: `Require what the others require:

\`\`\`yaml
paths:
  /exports:
    get:
      security:
        - bearerAuth: []
\`\`\`

If it is open on purpose, say so with \`x-sallyport-ignore\`, a reason and a last day.`,

  operation(change, versions) {
    if (change.kind !== 'added' || !allowsAnonymous(change.after)) return undefined;
    const operation = change.after;
    if (isOpenByNature(operation) || !othersNeedCredentials(versions.after)) return undefined;
    return {
      at: operation.authFrom === 'operation' ? operation.authAt : operation.at,
      subject: 'security',
      message: `The new operation ${operation.id} can be called without a credential.`,
    };
  },
});

function othersNeedCredentials(api: ApiModel): boolean {
  return api.operations.some((operation) => !allowsAnonymous(operation));
}

/** What nobody can have a credential for yet, or nobody needs one for; nothing of it where operators work. */
function isOpenByNature(operation: Operation): boolean {
  // A preflight never carries a credential (Fetch standard, section 4.8).
  if (operation.method === 'OPTIONS') return true;
  if (isAdministrative(operation)) return false;
  return isLogin(operation) || (isServiceInfo(operation) && !operation.path.includes('{')) || receivesCalls(operation);
}

/** `/auth/reset/{token}` carries its own proof; `/transfers/{id}/confirm` acts on something that is somebody's. */
function isLogin(operation: Operation): boolean {
  return isCredentialFlow(operation) && !/\}.*\/[^{}/]+\/?$/.test(operation.path);
}

/** `POST /webhooks/{provider}` is called by a third party that signs; `POST /webhooks` makes one and needs a caller. */
function receivesCalls(operation: Operation): boolean {
  return isInboundHook(operation) && !/(hooks?|callbacks?)\/?$/i.test(operation.path);
}
