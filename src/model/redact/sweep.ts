import type { Field, HttpBody, HttpRequest, HttpResponse, Sighting } from '../exchange.ts';
import { holdsValue, knownTag, sweep, sweepAll } from '../vault.ts';
import { jsonBody } from './body.ts';
import { gramChars } from './grams.ts';
import type { Pass } from './pass.ts';
import { percentDecoded } from '../percent.ts';

interface Parts {
  readonly request: HttpRequest;
  readonly response?: HttpResponse;
}

/** Replaces known values where no name speaks: in the path, in other headers, in texts, under other keys. */
export function swept({ request, response }: Parts, pass: Pass): Parts {
  const body = request.body === undefined ? undefined : sweptBody(request.body, pass, 'request');
  const clean: HttpRequest = {
    ...request,
    path: sweptPath(request.path, pass),
    query: sweptFields(request.query, pass),
    headers: sweptFields(request.headers, pass),
    ...(body === undefined ? {} : { body }),
  };
  if (response === undefined) return { request: clean };
  const answer = response.body === undefined ? undefined : sweptBody(response.body, pass, 'response');
  return {
    request: clean,
    response: {
      ...response,
      headers: sweptFields(response.headers, pass),
      ...(answer === undefined ? {} : { body: answer }),
    },
  };
}

/** A look at the result: anything of the vault, or of this exchange, that is still there, also percent-encoded. */
export function leaks({ request, response }: Parts, before: Parts, pass: Pass): boolean {
  const fields = [...request.query, ...request.headers, ...(response?.headers ?? []), ...(request.body?.form ?? [])];
  const texts = [request.path, percentDecoded(request.path), fields.map((field) => field.join('\n')).join('\n')];
  // A body that the sweep left as it was has just been looked through by the same eyes.
  if (request.body !== before.request.body) texts.push(request.body?.text ?? '');
  if (response?.body !== before.response?.body) texts.push(response?.body?.text ?? '');
  for (const { leaves } of pass.bodies.values()) texts.push(...leaves.names);
  return texts.some((text) => holdsValue(pass.vault, text) || pass.loose.isIn(text));
}

function sweptText(text: string, pass: Pass): string {
  if (text.length < gramChars) return text;
  const clean = sweepAll(pass.vault, pass.loose, text);
  if (!clean.includes('%')) return clean;
  // Encoded in a link inside a text: decoded where that shows something.
  const plain = percentDecoded(clean);
  return plain !== clean && holdsValue(pass.vault, plain) ? sweep(pass.vault, plain) : clean;
}

/** As a whole, as tokens may hold a slash, and by segments, which may be encoded. */
function sweptPath(path: string, pass: Pass): string {
  return sweep(pass.vault, path)
    .split('/')
    .map((segment) => sweptText(segment, pass))
    .join('/');
}

function sweptFields(fields: readonly Field[], pass: Pass): readonly Field[] {
  return fields.map(([name, value]): Field => [sweptText(name, pass), sweptText(value, pass)]);
}

/** The same body where nothing known was in it. */
function sweptBody(body: HttpBody, pass: Pass, side: Sighting['in']): HttpBody {
  const json = pass.bodies.get(side);
  if (json !== undefined) {
    const isChanged = json.leaves.replace((leaf) =>
      typeof leaf === 'string' ? sweptText(leaf, pass) : (knownTag(pass.vault, String(leaf)) ?? leaf),
    );
    return isChanged ? jsonBody(body, json.holder[0] ?? null, json.chars) : body;
  }
  if (body.form !== undefined) return { ...body, form: sweptFields(body.form, pass) };
  const text = body.text === undefined ? undefined : sweptText(body.text, pass);
  return text === undefined || text === body.text ? body : { ...body, text };
}
