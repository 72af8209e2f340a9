import { about, anyJson, choice, list, map, object, text } from './shape.ts';

const credential = text({ isSecret: true });

/** A path is below the target's base path; a whole URL needs its host in `--allow-host`. */
const call = text({
  pattern: /^[A-Z]+ (\/(?!\/)|https?:\/\/)\S*$/,
  like: 'a call such as POST /auth/login',
});
const address = text({
  pattern: /^(\/(?!\/)|https?:\/\/)\S*$/,
  like: 'a path such as /.well-known/jwks.json or /oauth/token, or a URL',
});
/** Bodies of identities' calls: `${VAR}` stands for a variable of the environment. */
const bodyWithSecrets = anyJson(() => true);
/** Bodies of seeds: `${seed}` alone stands for a fresh marker. */
const bodyWithSeed = anyJson((value) => !value.replaceAll('${seed}', '').includes('${'));

const tokenPlace = object(
  {
    body: about('A JSON path such as $.token', text()),
    header: about('The name of a header', text()),
    cookie: about('The name of a cookie', text()),
    prefix: about('What stands before the token in the header that is sent', text()),
    postfix: about('What stands behind it: the quote that ends token="..."', text()),
    refresh: about('Where the answer holds the refresh token: $.refresh_token', text()),
  },
  { oneOf: ['body', 'header', 'cookie'] },
);
const token = about('Where the answer holds the token', tokenPlace);
const login = object(
  {
    call: about('The call that logs in', call),
    body: about('Its JSON body; ${SALLYPORT_...} is expanded', bodyWithSecrets),
    token,
  },
  { required: ['call', 'token'] },
);
/** In their bodies `${token}` and `${refresh}` are those of the session. */
const ofSession = about('Its JSON body; ${token} and ${refresh} are those of the session', bodyWithSecrets);

const oauth2 = object(
  {
    tokenUrl: about("A path or a URL; not needed where the document's scheme has it", address),
    grant: about('How the token is asked for', choice(['client_credentials', 'password'])),
    clientId: about('The id of the client', credential),
    clientSecret: about('As ${SALLYPORT_...}', credential),
    clientAuth: about('How the client says who it is; basic unless said otherwise', choice(['basic', 'body'])),
    username: about('Of the password grant', credential),
    password: about('As ${SALLYPORT_...}', credential),
    scope: about('Scopes, with blanks between', text()),
  },
  { required: ['grant'] },
);

export const identity = object(
  {
    role: about('What it may do, in a word: customer, admin. Callers of one role are peers', text()),
    tenant: about('Whose customer it is, where the API serves several', text()),
    scheme: about("A key of the document's security schemes; not needed where it has one", text()),
    register: about(
      'A call that makes the account; a refusal is ignored',
      object(
        {
          call: about('The call that registers', call),
          body: about('Its JSON body; ${SALLYPORT_...} is expanded', bodyWithSecrets),
        },
        { required: ['call'] },
      ),
    ),
    login: about('A call whose answer holds the token', login),
    logout: about(
      'A call that ends a session; not needed where the document has it',
      object({ call: about('The call that logs out', call), body: ofSession }, { required: ['call'] }),
    ),
    refresh: about(
      'A call that exchanges a refresh token; not needed where the document has it',
      object({ call: about('The call that refreshes', call), body: ofSession, token }, { required: ['call', 'token'] }),
    ),
    token: about('A bearer token, as ${SALLYPORT_...}', credential),
    apiKey: about('An API key, as ${SALLYPORT_...}', credential),
    basic: about(
      'A name and a password for HTTP basic authentication',
      object(
        { user: about('The name', credential), password: about('As ${SALLYPORT_...}', credential) },
        { required: ['user', 'password'] },
      ),
    ),
    cookie: about('A Cookie header, as ${SALLYPORT_...}', credential),
    oauth2: about('A client of an authorisation server: client credentials, or the password grant', oauth2),
    clientCert: about(
      'A certificate for TLS by itself or beside another credential: a file of the repository, or PEM as ${SALLYPORT_...}',
      credential,
    ),
    clientKey: about('Its key: a file of the repository, or PEM as ${SALLYPORT_...}', credential),
    scopes: about('What it may do; not needed where its token says so', list(text())),
    others: about(
      'Further credentials by name, as ${SALLYPORT_...}: expired, other-audience, other-issuer, refresh, id',
      map(credential),
    ),
    jwks: about('Where the public keys for its tokens are: /.well-known/jwks.json', address),
    owns: about("Ids of this caller's own objects: { cardId: c_1 }", map(text())),
  },
  { oneOf: ['login', 'token', 'apiKey', 'basic', 'cookie', 'oauth2'], orAlone: 'clientCert' },
);

export const seed = object(
  {
    call: about('The call that makes the object', call),
    body: about('Its JSON body; ${seed} is a fresh marker', bodyWithSeed),
    id: about('Where the answer holds the ids: { cardId: $.card.id }', map(text())),
  },
  { required: ['call', 'id'] },
);

/** `${name}` in paths and bodies is a value of the flow. */
const stepCall = text({ pattern: /^[A-Z]+ \/(?!\/)\S*$/, like: 'a call such as POST /otp/verify', expands: true });

export const flow = object(
  {
    steps: about(
      'Calls by name; ${name} is a value of the flow',
      map(
        object(
          { call: about('The call', stepCall), body: about('Its JSON body', bodyWithSecrets) },
          { required: ['call'] },
        ),
      ),
    ),
    values: about('Values of the steps, such as a code: text or ${SALLYPORT_...}', map(credential)),
    effect: about(
      'What shows the effect: { call: GET /wallet, at: $.balance }',
      object(
        {
          call: about('A read that shows it', stepCall),
          at: about('The value in its answer, a JSON path such as $.balance', text()),
        },
        { required: ['call', 'at'] },
      ),
    ),
    sign: about(
      'How the events of a webhook are signed',
      object(
        {
          header: about('The header of the signature', text()),
          algorithm: about('How', choice(['hmac-sha256', 'hmac-sha512'])),
          secret: about('As ${SALLYPORT_...}', credential),
          encoding: about('How the signature is written; hex unless said otherwise', choice(['hex', 'base64'])),
          prefix: about('What stands before the signature: sha256=', text()),
          timestamp: about('The header of the time in seconds; then <time>.<body> is signed', text()),
        },
        { required: ['header', 'algorithm', 'secret'] },
      ),
    ),
  },
  { required: ['steps'] },
);
