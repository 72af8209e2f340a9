import { NotTested, type CredentialChange } from '../check/target.ts';
import { alone, garbled, type Credential } from './credential.ts';
import { forged, type Forge } from './forge.ts';
import { unsigned } from './jwt.ts';

export interface Changing extends Forge {
  /** A further credential of the caller. */
  readonly other: (name: string) => string | undefined;
}

/** The credential as a probe wants it changed. Throws NotTested where it cannot be. */
export async function changed(
  credential: Credential,
  change: CredentialChange,
  changing: Changing,
): Promise<Credential> {
  switch (change.kind) {
    case 'garbage':
      return garbled(credential);
    case 'empty':
      return emptied(credential, change.spelling);
    case 'query': {
      const { secret } = change.broken ? garbled(credential) : credential;
      return { place: 'query', name: change.name, prefix: '', secret };
    }
    case 'other': {
      const secret = changing.other(change.name);
      if (secret === undefined)
        throw new NotTested(`it has no other of that name; add to sallyport.yaml: others: { ${change.name}: \${...} }`);
      return alone(credential, credential.prefix === '' ? secret : secret.replace(/^(?:Bearer|Token|JWT)\s+/i, ''));
    }
    case 'jwt-none': {
      const token = unsigned(credential.secret, change.spelling);
      if (token === undefined) throw new NotTested('it is no JWT');
      return alone(credential, token);
    }
    default:
      return alone(credential, await forged(credential.secret, change, changing));
  }
}

type Empty = Extract<CredentialChange, { readonly kind: 'empty' }>['spelling'];

/** Its place alone. `Bearer null` is what a client sends that has lost its token; unless a spelling is asked for, what stands before it stays. */
function emptied(credential: Credential, spelling: Empty): Credential {
  if (spelling === 'empty') return { place: credential.place, name: credential.name, prefix: '', secret: '' };
  if (spelling === 'null' || spelling === 'undefined') return alone(credential, spelling);
  if (spelling === 'prefix' && credential.prefix === '') throw new NotTested('no prefix stands before it');
  return alone(credential, '');
}
