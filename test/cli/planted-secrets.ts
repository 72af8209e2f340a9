/** A capture with 28 different secrets, each in a place of its own. None is anybody's: numbers are publishers' examples. */
const b64 = (text: string): string => Buffer.from(text).toString('base64');
const jwt = (subject: string): string =>
  [{ alg: 'HS256', typ: 'JWT' }, { sub: subject }]
    .map((part) => b64(JSON.stringify(part)).replace(/=+$/, ''))
    .join('.') + '.c2lnbmF0dXJlLW9mLXRoaXMtdG9rZW4';

const secrets = {
  bearer: 'brr-9f2c41d07ab84e6f93d1',
  basic: 'alice:Hunter-2-Basic-77',
  apiKeyHeader: 'key-5b1d9e7730c24fa8b6e2',
  ownHeader: 'own-e71f04b9c3a84d5586d0',
  cookie: 'sess-2f9a6c0d417b4e83a5f1',
  setCookie: 'set-c40d7e19f25a4b6c8e03',
  cookieList: 'list-7d3e5f8a91c04b27a6d4',
  apiKeyQuery: 'qry-0a8c6e4f2b1d49738e5f',
  emailQuery: 'jane.planted@bank.example',
  queryList: 'qls-93b5d7f1e0a24c68b7d9',
  panPath: '4929420573595709',
  matrix: 'mtx-61e8f3a7c5d94b02a8f6',
  userinfo: 'Us3r-Info-Pa55word',
  fragment: 'frg-a5c7e9f1b3d54068927e',
  redirect: jwt('redirect'),
  location: 'loc-d8f0a2c4e6b84917a3c5',
  form: 'F0rm-Pa55-planted',
  params: 'prm-3c5e7a9b1d0f42e4b6c8',
  multipart: 'Mult1-Part-planted-9',
  jsonBody: '5425233430109903',
  jsonNumber: '374245455400126',
  jsonInString: 'jst-f4a6c8e0b2d4486fa1c3',
  base64Json: 'b6j-7e9f1a3b5c7d4e8f90a2',
  jsonKey: 'map.planted@bank.example',
  plainText: 'GB33BUKB20201555555555',
  webSocket: 'wsk-b0d2f4a6c8e04a1cb3d5',
  vendorField: 'vnd-c2e4a6b8d0f24c6e8a91',
  entryComment: 'cmt-d4f6b8c0e2a44d7f9b03',
} as const;

export const planted: readonly { readonly place: string; readonly value: string }[] = Object.entries(secrets).map(
  ([place, value]) => ({ place, value: place === 'basic' ? 'Hunter-2-Basic-77' : value }),
);

const header = (name: string, value: string): { readonly name: string; readonly value: string } => ({ name, value });
const at = (minute: number): string => `2026-11-24T12:0${minute}:00.000Z`;
const multipart = ['--xx', 'Content-Disposition: form-data; name="password"', '', secrets.multipart, '--xx--', ''].join(
  '\r\n',
);

const entries = [
  {
    startedDateTime: at(0),
    time: 12,
    comment: `Authorization: Bearer ${secrets.entryComment}`,
    _initiator: { type: 'script', url: `https://app.bank.example/?token=${secrets.vendorField}` },
    _webSocketMessages: [{ type: 'send', data: JSON.stringify({ token: secrets.webSocket }) }],
    request: {
      method: 'GET',
      url:
        `https://bob:${secrets.userinfo}@api.bank.example/v1/cards/${secrets.panPath};jsessionid=${secrets.matrix}` +
        `?api_key=${secrets.apiKeyQuery}&email=${encodeURIComponent(secrets.emailQuery)}` +
        `&next=${encodeURIComponent(`https://app.bank.example/?token=${secrets.redirect}`)}#access_token=${secrets.fragment}`,
      headers: [
        header('Authorization', `Bearer ${secrets.bearer}`),
        header('X-Api-Key', secrets.apiKeyHeader),
        header('X-Northbank-Auth', secrets.ownHeader),
        header('Cookie', `theme=dark; sid=${secrets.cookie}`),
      ],
      queryString: [header('api_key', secrets.apiKeyQuery)],
      cookies: [header('sid', secrets.cookie)],
    },
    response: {
      status: 200,
      headers: [
        header('Set-Cookie', `SESSION=${secrets.setCookie}; Path=/`),
        header('Location', `https://app.bank.example/cb#access_token=${secrets.location}`),
      ],
      content: {
        size: 10,
        mimeType: 'application/json',
        text: JSON.stringify({
          pan: secrets.jsonBody,
          card: { number: Number(secrets.jsonNumber) },
          payload: JSON.stringify({ password: secrets.jsonInString }),
          data: b64(JSON.stringify({ refresh_token: secrets.base64Json })),
          byEmail: { [secrets.jsonKey]: 1 },
        }),
      },
    },
  },
  {
    startedDateTime: at(1),
    time: 5,
    request: {
      method: 'POST',
      url: 'https://api.bank.example/login',
      headers: [header('Authorization', `Basic ${b64(secrets.basic)}`)],
      queryString: [header('access_token', secrets.queryList)],
      cookies: [header('session', secrets.cookieList)],
      postData: { mimeType: 'application/x-www-form-urlencoded', text: `user=x&password=${secrets.form}` },
    },
    response: {
      status: 201,
      headers: [],
      content: { size: 9, mimeType: 'text/plain', text: `paid from ${secrets.plainText} by ${secrets.emailQuery}` },
    },
  },
  {
    startedDateTime: at(2),
    time: 5,
    request: {
      method: 'PUT',
      url: 'https://api.bank.example/upload',
      headers: [header('Content-Type', 'multipart/form-data; boundary=xx')],
      postData: { mimeType: 'multipart/form-data; boundary=xx', text: multipart },
    },
    response: {
      status: 404,
      headers: [],
      // What no name speaks of here is known from elsewhere.
      content: {
        size: 9,
        mimeType: 'application/json',
        text: JSON.stringify({ echo: `no card ${secrets.panPath}, key ${secrets.apiKeyHeader}` }),
      },
      _sent: secrets.params,
    },
  },
];
entries.push({
  startedDateTime: at(3),
  time: 5,
  request: {
    method: 'PATCH',
    url: 'https://api.bank.example/profile',
    headers: [],
    postData: { mimeType: 'application/x-www-form-urlencoded', params: [header('client_secret', secrets.params)] },
  },
  response: { status: 204, headers: [], content: { size: 0, mimeType: '' } },
} as never);

export const plantedCapture = JSON.stringify({
  log: { version: '1.2', creator: { name: 'mitmproxy', version: '10' }, entries },
});
