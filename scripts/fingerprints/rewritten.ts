import { stringify } from 'yaml';

/** A document in other words, layout or language that says the same. */
export interface Rewritten {
  readonly name: string;
  readonly file: 'openapi.yaml' | 'openapi.json';
  readonly text: string;
  /** Operations came in besides: what is found at them is not asked for. */
  readonly hasMore?: boolean;
}

type Tree = Readonly<Record<string, unknown>>;

export function* rewritten(document: Tree, original: string): Generator<Rewritten> {
  const yaml = (value: unknown, indent = 2): string =>
    stringify(value, { indent, lineWidth: 0, aliasDuplicateObjects: false });
  const file = 'openapi.json';
  yield { name: 'reformatted: YAML, indented by 4', file: 'openapi.yaml', text: yaml(document, 4) };
  yield { name: 'reformatted: JSON, indented by 3', file, text: JSON.stringify(document, undefined, 3) };
  yield { name: 'minified JSON', file, text: JSON.stringify(document) };
  yield { name: 'a comment on top', file: 'openapi.yaml', text: `# reviewed\n\n${original}` };
  yield {
    name: 'reordered: keys of all objects turned',
    file,
    text: JSON.stringify(mapped(document, turned), undefined, 2),
  };
  yield {
    name: 'reworded: titles, summaries, descriptions',
    file,
    text: JSON.stringify(mapped(document, reworded), undefined, 2),
  };
  yield { name: 'renamed operationIds', file, text: JSON.stringify(mapped(document, renamed), undefined, 2) };
  yield {
    name: 'an operation before all others',
    file,
    hasMore: true,
    text: JSON.stringify(inserted(document), undefined, 2),
  };
}

type Change = (entries: readonly (readonly [string, unknown])[]) => readonly (readonly [string, unknown])[];

/** Every object outside of examples, from the leaves up, with a stack of its own: documents may be deep. */
function mapped(root: unknown, change: Change): unknown {
  const done = new Map<object, unknown>();
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const node = stack.at(-1);
    if (node === null || typeof node !== 'object' || done.has(node)) {
      stack.pop();
      continue;
    }
    const entries = Object.entries(node);
    const left = entries.filter(([key, value]) => isWalked(key, value) && !done.has(value as object));
    if (left.length > 0) {
      stack.push(...left.map(([, value]) => value));
      continue;
    }
    const made = entries.map(([key, value]): [string, unknown] => [
      key,
      isWalked(key, value) ? done.get(value as object) : value,
    ]);
    done.set(node, Array.isArray(node) ? made.map(([, value]) => value) : Object.fromEntries(change(made)));
    stack.pop();
  }
  return done.get(root as object);
}

/** Examples and defaults are values and not parts of the document. */
function isWalked(key: string, value: unknown): boolean {
  return value !== null && typeof value === 'object' && !/^(?:example|examples|default|enum|const|x-.*)$/.test(key);
}

const turned: Change = (entries) => entries.toReversed();
const reworded: Change = (entries) =>
  entries.map(([key, value]) =>
    /^(?:title|summary|description)$/.test(key) && typeof value === 'string'
      ? [key, `In other words: ${value}`]
      : [key, value],
  );
const renamed: Change = (entries) =>
  entries.map(([key, value]) =>
    key === 'operationId' && typeof value === 'string' ? [key, `renamed_${value}`] : [key, value],
  );

function inserted(document: Tree): Tree {
  const own = { '/0-inserted': { get: { operationId: 'inserted', responses: { '200': { description: 'ok' } } } } };
  return { ...document, paths: { ...own, ...(document['paths'] as Tree) } };
}
