import type { Field, HttpBody, HttpRequest, HttpResponse } from '../exchange.ts';
import type { Json } from '../json.ts';
import { holdsValue, knownTag, sweep } from '../vault.ts';
import type { Pass } from './pass.ts';
import { decode } from './url.ts';

interface Parts {
  readonly request: HttpRequest;
  readonly response?: HttpResponse;
}

/** Replaces known values where no name speaks: in the path, in other headers, in texts, under other keys. */
export function swept({ request, response }: Parts, pass: Pass): Parts {
  const body = request.body === undefined ? undefined : sweptBody(request.body, pass);
  const clean: HttpRequest = {
    ...request,
    path: sweptPath(request.path, pass),
    query: sweptFields(request.query, pass),
    headers: sweptFields(request.headers, pass),
    ...(body === undefined ? {} : { body }),
  };
  if (response === undefined) return { request: clean };
  const answer = response.body === undefined ? undefined : sweptBody(response.body, pass);
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
  const texts = [request.path, decode(request.path), fields.map((field) => field.join('\n')).join('\n')];
  // A body's text that the sweep left as it was has just been looked through by the same eyes.
  if (request.body?.text !== before.request.body?.text) texts.push(request.body?.text ?? '');
  if (response?.body?.text !== before.response?.body?.text) texts.push(response?.body?.text ?? '');
  return texts.some(
    (text) => holdsValue(pass.vault, text) || [...pass.loose.keys()].some((value) => text.includes(value)),
  );
}

function sweptText(text: string, pass: Pass): string {
  let clean = sweep(pass.vault, text);
  for (const [value, tag] of pass.loose) if (clean.includes(value)) clean = clean.replaceAll(value, tag);
  if (!clean.includes('%')) return clean;
  // Encoded in a link inside a text: decoded where that shows something.
  const plain = decode(clean);
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

function sweptBody(body: HttpBody, pass: Pass): HttpBody {
  const form = body.form === undefined ? {} : { form: sweptFields(body.form, pass) };
  if (body.json === undefined) {
    return { ...body, ...form, ...(body.text === undefined ? {} : { text: sweptText(body.text, pass) }) };
  }
  // The text of a long body is cut: then its JSON is looked through in any case.
  const text = body.text ?? '';
  const clean = sweptText(text, pass);
  if (clean === text && !body.truncated) return { ...body, ...form };
  const json = sweptJson(body.json, pass);
  return { ...body, ...form, json, text: JSON.stringify(json).slice(0, Math.max(text.length, 1)) };
}

/** In place: the copy is our own. By a stack, as deep as the redactor lets a body be. */
function sweptJson(root: Json, pass: Pass): Json {
  const holder: Record<string, Json> = { root };
  const stack: Record<string, Json>[] = [holder];
  for (let object = stack.pop(); object !== undefined; object = stack.pop()) {
    for (const key of Object.keys(object)) {
      const value = object[key] ?? null;
      if (typeof value === 'string') object[key] = sweptText(value, pass);
      else if (typeof value === 'number') object[key] = knownTag(pass.vault, String(value)) ?? value;
      // Lists are objects with numbers for keys here.
      else if (typeof value === 'object' && value !== null) stack.push(value as Record<string, Json>);
    }
  }
  return holder['root'] ?? null;
}
