/**
 * What it costs to tell the data classes of every value in JSON bodies: MB/s of `classifyValue` and `suspectedValue` over
 * all scalars, beside `JSON.parse` of the same bytes. Arguments: JSON files, or captures (HAR) whose bodies are taken.
 */
import { readFileSync } from 'node:fs';
import { classifyValue, suspectedValue } from '../src/model/data-class/classify.ts';
import { isObject, type Json } from '../src/model/json.ts';

interface Scalar {
  readonly name: string;
  readonly parent: string;
  readonly value: string;
}

/** Bodies that are JSON, of answers and requests. */
function bodiesOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  if (!file.endsWith('.har')) return [text];
  const capture = JSON.parse(text) as {
    log: {
      entries: readonly { request: { postData?: { text?: string } }; response: { content?: { text?: string } } }[];
    };
  };
  return capture.log.entries
    .flatMap(({ request, response }) => [request.postData?.text ?? '', response.content?.text ?? ''])
    .filter((body) => {
      try {
        return body !== '' && typeof JSON.parse(body) === 'object';
      } catch {
        return false;
      }
    });
}

function scalarsOf(root: Json): readonly Scalar[] {
  const scalars: Scalar[] = [];
  const stack: { readonly node: Json; readonly name: string; readonly parent: string }[] = [
    { node: root, name: '', parent: '' },
  ];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, name, parent } = next;
    if (Array.isArray(node)) for (const item of node) stack.push({ node: item, name, parent });
    else if (isObject(node))
      for (const key of Object.keys(node)) stack.push({ node: node[key] ?? null, name: key, parent: name });
    else if (typeof node === 'string' || typeof node === 'number') scalars.push({ name, parent, value: String(node) });
  }
  return scalars;
}

/** CPU seconds of the fastest of five runs: the machine has other work, too. */
function seconds(work: () => void): number {
  let best = Infinity;
  for (let run = 0; run < 5; run += 1) {
    const started = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(started);
    best = Math.min(best, (user + system) / 1e6);
  }
  return best;
}

const bodies = process.argv.slice(2).flatMap(bodiesOf);
const mb = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0) / 1e6;
const scalars = bodies.flatMap((body) => scalarsOf(JSON.parse(body) as Json));
/** At least so many bytes are worked on, so that the clock's steps do not matter. */
const times = Math.max(1, Math.ceil(50 / mb));
let hits = 0;
const parsing = seconds(() => {
  for (let time = 0; time < times; time += 1) for (const body of bodies) JSON.parse(body);
});
const classifying = seconds(() => {
  hits = 0;
  for (let time = 0; time < times; time += 1)
    for (const { name, value, parent } of scalars)
      if ((classifyValue(name, value, [parent])?.dataClass ?? suspectedValue(name, value)) !== undefined) hits += 1;
});
const speed = (cost: number): string => `${((mb * times) / cost).toFixed(0)} MB/s`;
process.stdout.write(
  `${mb.toFixed(1)} MB, ${scalars.length} values, ${hits / times} of a class: JSON.parse ${speed(parsing)}, classification ${speed(classifying)}\n`,
);
