/** One call as a test tells it. */
export interface Call {
  readonly method?: string;
  readonly url: string;
  readonly status?: number;
  readonly token?: string;
  readonly body?: unknown;
  /** JSON of the request. */
  readonly sent?: unknown;
  readonly location?: string;
}

/** A HAR capture of these calls, as a proxy writes it. */
export function har(calls: readonly Call[]): string {
  return JSON.stringify({
    log: {
      version: '1.2',
      creator: { name: 'mitmproxy', version: '10' },
      entries: calls.map(({ method = 'GET', url, status = 200, token, body = {}, sent, location }) => ({
        startedDateTime: '2026-11-24T12:00:00.000Z',
        time: 5,
        request: {
          method,
          url,
          httpVersion: 'HTTP/1.1',
          headers: token === undefined ? [] : [{ name: 'Authorization', value: `Bearer ${token}` }],
          queryString: [],
          cookies: [],
          headersSize: -1,
          bodySize: 0,
          ...(sent === undefined ? {} : { postData: { mimeType: 'application/json', text: JSON.stringify(sent) } }),
        },
        response: {
          status,
          statusText: '',
          httpVersion: 'HTTP/1.1',
          headers: [
            { name: 'Content-Type', value: 'application/json' },
            ...(location === undefined ? [] : [{ name: 'Location', value: location }]),
          ],
          cookies: [],
          content: { size: 2, mimeType: 'application/json', text: JSON.stringify(body) },
          redirectURL: '',
          headersSize: -1,
          bodySize: 2,
        },
        cache: {},
        timings: { send: 0, wait: 5, receive: 0 },
      })),
    },
  });
}
