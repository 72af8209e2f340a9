/** What a probe may ask about credentials, accounts and flows. */
import type { Target } from '../check/target.ts';
import { accountOf } from './account.ts';
import { flowOf } from './flows.ts';
import { throwAwayLike } from './throw-away.ts';
import type { Using } from './token-call.ts';

type Asked = 'account' | 'keep' | 'throwAway' | 'flow' | 'hasPublicKeys' | 'isGuessable' | 'ownJwk';

export function credentialView(using: Using): Pick<Target, Asked> {
  const { core } = using;
  const { credentials } = core;
  return {
    account: (identity) => accountOf(identity, using),
    keep: (identity) => credentials.keep(core.callerOf(identity)),
    throwAway: (like) => throwAwayLike(like, core),
    flow: (name) => flowOf(name, using),
    hasPublicKeys: () => credentials.publicKeys.areThere(),
    isGuessable: (identity) => {
      const token = core.callerOf(identity)?.secret;
      return token !== undefined && credentials.guesses.of(token) !== undefined;
    },
    ownJwk: (key) => credentials.ownKeys.jwk(key),
  };
}
