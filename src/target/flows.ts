/** Calls of the config that belong together: `flows.<name>`. */
import { createHmac } from 'node:crypto';
import { NotTested, type Flow, type FlowConfig, type Identity, type StepChange } from '../check/target.ts';
import type { Exchange, Field } from '../model/exchange.ts';
import type { Json } from '../model/json.ts';
import { tagFor } from '../model/vault.ts';
import type { Asking, NamedRequest } from './asking.ts';
import { at } from './json-path.ts';
import { sendNamed } from './named.ts';
import { bodyOf, namedCall } from './login.ts';
import type { Using } from './token-call.ts';

type Values = Readonly<Record<string, Json>>;

export function flowOf(name: string, using: Using): Flow | undefined {
  const { core } = using;
  const config = core.options.flows?.[name];
  if (config === undefined) return undefined;
  const { vault } = core.options.redactor;
  for (const secret of [...Object.values(config.values ?? {}), config.sign?.secret ?? ''])
    if (secret !== '') tagFor(vault, 'sec.credential', secret);
  return {
    steps: Object.keys(config.steps),
    operationOf: (step) => namedCall(core.options.api, own(config.steps, step)?.call ?? '').operation,
    step: (step, as, how = {}) => sendStep(config, { flow: name, step, as, how }, using),
    value(key) {
      const value = own(config.values, key);
      return value === undefined ? undefined : tagFor(vault, 'sec.credential', value);
    },
    async effect(as) {
      const { effect } = config;
      if (effect === undefined)
        throw new NotTested(
          `flow ${name} does not say what shows its effect; add to sallyport.yaml: flows: { ${name}: { effect: { call: GET /..., at: $... } } }`,
        );
      const exchange = await sendStep(
        { steps: { effect }, ...(config.values && { values: config.values }) },
        { flow: name, step: 'effect', as, how: {} },
        using,
      );
      const value = at(exchange.response?.body?.json, effect.at);
      return { exchange, ...(value === undefined ? {} : { value }) };
    },
  };
}

interface Step {
  readonly flow: string;
  readonly step: string;
  readonly as: Identity;
  readonly how: StepChange;
}

async function sendStep(
  config: FlowConfig,
  { flow, step, as, how }: Step,
  { core, count, why }: Using,
): Promise<Exchange> {
  const call = own(config.steps, step);
  if (call === undefined) throw new NotTested(`flow ${flow} has no step ${step}`);
  const given = Object.fromEntries(
    Object.entries(how.values ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? core.reveal(value) : value,
    ]),
  );
  const fill = filler({ ...config.values, ...given }, `flows.${flow}.values`);
  const { api } = core.options;
  // The place in the document is that of the call as it is written; what is sent is filled in.
  const { method, where, operation } = namedCall(api, call.call);
  const path = fill.path(where);
  const url = core.scope.urlOf(operation ?? api.operations[0], path);
  const body = bodyOf(
    { call: call.call, ...(call.body === undefined ? {} : { body: fill.body(call.body) }) },
    operation,
  );
  const signature =
    config.sign === undefined ? [] : signed(config.sign, body?.text ?? '', { how, now: core.options.clock.epochMs() });
  const request: NamedRequest = { method, url, ...(operation && { operation }), ...(body && { body }) };
  const wish: Asking['wish'] = {
    headers: [...signature, ...(how.headers ?? [])],
    ...(how.fresh === undefined ? {} : { fresh: how.fresh }),
  };
  count();
  return sendNamed(core, request, { as, wish, why });
}

interface Filler {
  path(text: string): string;
  body(json: Json): Json;
}

/** `${name}` alone is the value as it is; within a text it is written into it. */
function filler(values: Values, where: string): Filler {
  const valueOf = (name: string): Json => {
    const value = own(values, name);
    if (value === undefined) throw new NotTested(`a value is missing; add to sallyport.yaml: ${where}.${name}`);
    return value;
  };
  const plain = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
  const inText = (text: string, written: (value: string) => string): string =>
    text.replace(/\$\{([\w-]{1,64})\}/g, (_whole, name: string) => written(plain(valueOf(name))));
  return {
    path: (text) => inText(text, encodeURIComponent),
    body: (json) =>
      JSON.parse(JSON.stringify(json), (_key, value: Json) => {
        if (typeof value !== 'string') return value;
        const alone = /^\$\{([\w-]{1,64})\}$/.exec(value)?.[1];
        return alone === undefined ? inText(value, (text) => text) : valueOf(alone);
      }) as Json,
  };
}

function own<T>(values: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
}

interface Signing {
  readonly how: StepChange;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The headers of a webhook: `<time>.<body>` is signed where a header holds the time, else the body. */
function signed(sign: NonNullable<FlowConfig['sign']>, text: string, { how, now }: Signing): readonly Field[] {
  const { header, algorithm, secret, encoding = 'hex', prefix = '', timestamp } = sign;
  const seconds = String(Math.floor(now / 1_000) - (how.ageSeconds ?? 0));
  const time: readonly Field[] = timestamp === undefined ? [] : [[timestamp, seconds]];
  if (how.signature === 'none') return time;
  const key = how.signature === 'wrong' ? `${secret}-not` : secret;
  const content = timestamp === undefined ? text : `${seconds}.${text}`;
  const digest = createHmac(algorithm === 'hmac-sha512' ? 'sha512' : 'sha256', key)
    .update(content)
    .digest(encoding);
  return [...time, [header, prefix + digest]];
}
