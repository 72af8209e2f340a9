import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/model/redact.ts';
import { veil } from '../../../src/model/vault.ts';
import { answer, redacted } from './raw-exchange.ts';

/** A word, a short one, a short number and a UUID: nothing but the veil says that they are anybody's. */
const values = ['harbour', 'abc', '42', '3fa85f64-5717-4562-b3fc-2c963f66afa6'];

describe('a veiled value', () => {
  it.each(values)('%s is shown nowhere where it stands alone, though it was of no class a moment ago', (value) => {
    const redactor = createRedactor();
    const exchange = {
      url: `https://h.test/places/${value}/rooms/${value}?of=${value}`,
      headers: [['x-place', value]] as const,
      response: answer({ place: value, list: [value], count: /^\d+$/.test(value) ? Number(value) : 0 }),
    };
    expect(JSON.stringify(redacted(exchange, redactor))).toContain(value);
    const tag = veil(redactor.vault, 'id.captured', value);
    const { request, response } = redacted(exchange, redactor);
    expect(request.path).toBe(`/places/${tag}/rooms/${tag}`);
    expect(request.query).toEqual([['of', tag]]);
    expect(request.headers).toEqual([['x-place', tag]]);
    expect(response?.body?.json).toEqual({ place: tag, list: [tag], count: /^\d+$/.test(value) ? tag : 0 });
  });
});
