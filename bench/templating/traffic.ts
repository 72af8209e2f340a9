import type { ApiModel } from '../../src/model/api.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import { createRedactor, redactExchange } from '../../src/model/redact.ts';
import { answerOf, type Naming } from './answers.ts';
import { hashOf, Random } from '../../scripts/random.ts';
import { truePaths, World, type TruePath } from './world.ts';

export interface TrafficOptions {
  readonly seed: number;
  /** Calls of each path, both ends included. */
  readonly calls: readonly [least: number, most: number];
  /** Without: addresses and statuses alone, as a log of a proxy has them. */
  readonly bodies: boolean;
}
export interface GeneratedCall {
  readonly exchange: Exchange;
  /** The template that it was made of, with the document's names of parameters. */
  readonly template: string;
}

/** Calls of every path of a document in a random order, redacted as captures are. The same options make the same traffic. */
export function trafficOf(
  api: ApiModel,
  { seed, calls: [least, most], bodies }: TrafficOptions,
): readonly GeneratedCall[] {
  const random = new Random(seed ^ hashOf(api.name));
  const world = new World(api, seed);
  const paths = truePaths(api);
  const children = childParameters(paths);
  const planned = random.shuffled(
    paths.flatMap((path) => Array.from({ length: random.between(least, most) }, () => path)),
  );
  const redactor = createRedactor();
  return planned.map((path, index) => {
    const operation = random.pick(path.operations);
    const values = new Map<string, string>();
    const url = path.template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
      const value = random.pick(world.pool(operation, name));
      values.set(name, value);
      return encodeURIComponent(value);
    });
    const naming = namingOf(path, { values, child: children.get(path.template), world, random });
    const { status, json } = answerOf(api, operation, { naming, random });
    const text = json === undefined || !bodies ? undefined : JSON.stringify(json);
    const exchange = redactExchange(
      {
        method: operation.method,
        url: `https://api.example.test${url}`,
        headers: [['accept', 'application/json']],
        response: {
          status,
          headers: [],
          ...(text === undefined
            ? {}
            : { body: { mediaType: 'application/json', text, bytes: text.length, truncated: false } }),
        },
        identity: 'captured',
        durationMs: 1,
        at: { source: 'generated', path: `/log/entries/${index}` },
      },
      redactor,
    );
    return { exchange, template: path.template };
  });
}

/** Of a collection such as `/cards`: the parameter of `/cards/{cardId}`. */
function childParameters(paths: readonly TruePath[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { template } of paths) {
    const [, parent, name] = /^(.*)\/\{([^{}]+)\}(?:\.\w+)?$/.exec(template) ?? [];
    if (parent === undefined || name === undefined) continue;
    found.set(parent, name);
    const extension = /\.\w+$/.exec(template)?.[0];
    if (extension !== undefined) found.set(parent + extension, name);
  }
  return found;
}

function namingOf(
  { template, operations }: TruePath,
  about: { values: ReadonlyMap<string, string>; child: string | undefined; world: World; random: Random },
): Naming {
  const { values, child, world, random } = about;
  const own = /\{([^{}]+)\}(?:\.\w+)?$/.exec(template)?.[1];
  const [operation] = operations;
  if (own !== undefined) {
    const path = new Map([...values].filter(([name]) => name !== own));
    return { subject: { name: own, values: [values.get(own) ?? ''] }, path };
  }
  if (child === undefined || operation === undefined) return { path: values };
  const listed = random.shuffled(world.pool(operation, child)).slice(0, 5);
  return { subject: { name: child, values: listed }, path: values };
}
