import {
  allowsAnonymous,
  isAdministrative,
  isCredentialFlow,
  isInboundHook,
  isServiceInfo,
  type ApiModel,
  type Operation,
} from '#rule';

export function othersNeedCredentials(api: ApiModel): boolean {
  return api.operations.some((operation) => !allowsAnonymous(operation));
}

/** What nobody can have a credential for yet, or nobody needs one for; nothing of it where operators work. */
export function isOpenByNature(operation: Operation): boolean {
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
