/** What a probe may ask about credentials. */
import type { Target } from '../check/target.ts';
import type { Core } from './core.ts';

export function credentialView(core: Core): Pick<Target, 'hasPublicKeys' | 'isGuessable' | 'ownJwk'> {
  const { credentials } = core;
  return {
    hasPublicKeys: () => credentials.publicKeys.areThere(),
    isGuessable: (identity) => {
      const token = core.callerOf(identity)?.secret;
      return token !== undefined && credentials.guesses.of(token) !== undefined;
    },
    ownJwk: (key) => credentials.ownKeys.jwk(key),
  };
}
