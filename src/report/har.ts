import type { Exchange, Field, HttpBody } from '../model/exchange.ts';
import { tagPattern } from '../model/redact/tag.ts';

/** What stands before the entries of a HAR 1.2 file, and behind them. */
export function harFrame(version: string): { readonly before: string; readonly after: string } {
  const creator = JSON.stringify({ name: 'sallyport', version });
  return { before: `{"log":{"version":"1.2","creator":${creator},"entries":[\n`, after: '\n]}}\n' };
}

/**
 * A redacted exchange as one entry of HAR 1.2, on one line. It is made of what the redactor let through and of nothing else
 * of the capture: a field that nobody thought of cannot carry a secret. `note`: what it shows.
 */
export function harEntry({ request, response, failure, durationMs, startedAt }: Exchange, note?: string): string {
  const body = request.body;
  return JSON.stringify({
    startedDateTime: startedAt ?? '1970-01-01T00:00:00Z',
    time: durationMs,
    request: {
      method: request.method,
      url: urlOf(request),
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(request.headers),
      queryString: pairs(request.query),
      ...(body === undefined ? {} : { postData: postDataOf(body) }),
      headersSize: -1,
      bodySize: body?.bytes ?? 0,
    },
    response: {
      status: response?.status ?? 0,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(response?.headers ?? []),
      content: contentOf(response?.body),
      redirectURL: '',
      headersSize: -1,
      bodySize: response?.body?.bytes ?? -1,
      ...(failure === undefined ? {} : { comment: failure }),
    },
    cache: {},
    timings: { send: 0, wait: durationMs, receive: 0 },
    ...(note === undefined ? {} : { comment: note }),
  });
}

function pairs(fields: readonly Field[]): readonly { readonly name: string; readonly value: string }[] {
  return fields.map(([name, value]) => ({ name, value }));
}

/** Angle brackets have no place in a URL. */
function urlOf({ origin, path, query }: Exchange['request']): string {
  const fields = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const shown = path.replace(tagPattern, (tag) => encodeURIComponent(tag));
  return `${origin}${shown}${fields.length > 0 ? `?${fields.join('&')}` : ''}`;
}

function postDataOf(body: HttpBody): unknown {
  const { mediaType, form } = body;
  if (form !== undefined) return { mimeType: mediaType, params: pairs(form), text: '' };
  return { mimeType: mediaType, text: textOf(body) ?? '' };
}

function contentOf(body: HttpBody | undefined): unknown {
  if (body === undefined) return { size: 0, mimeType: '' };
  const text = textOf(body);
  return { size: body.bytes, mimeType: body.mediaType, ...(text === undefined ? {} : { text }) };
}

function textOf({ json, text }: HttpBody): string | undefined {
  return json === undefined ? text : JSON.stringify(json);
}
