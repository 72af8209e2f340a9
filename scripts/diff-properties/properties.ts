/** Documents that mean the same in other words: the diff must have nothing to say of them. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { diff } from '../../src/check/diff.ts';
import type { DiffRule } from '../../src/check/rule.ts';
import type { Finding } from '../../src/finding/finding.ts';
import { loadApi } from '../../src/load/document.ts';
import { findInputs, type LoadOptions } from '../../src/load/inputs.ts';
import type { ApiModel } from '../../src/model/api.ts';
import { own, ownText, type Json } from '../../src/model/json.ts';
import { asJson, asWritten, asYaml, shuffled, type Order } from './rewrite.ts';
import { upgraded, type Errors } from './upgrade.ts';

const seed = 20_260_101;

/** One file of a document as another text; the file keeps its name, as readers go by the content. */
export type Rewrite = (value: Json, wasJson: boolean, errors: Errors) => string;
const inSameFormat = (value: Json, wasJson: boolean, order: Order): string =>
  wasJson ? asJson(value, order) : asYaml(value, order);

export const properties = {
  same: undefined,
  reordered: (value, wasJson) => inSameFormat(value, wasJson, shuffled(seed)),
  converted: (value, wasJson) => (wasJson ? asYaml(value, asWritten) : asJson(value, asWritten)),
  upgraded: (value, wasJson, errors) => inSameFormat(upgraded(value, errors), wasJson, asWritten),
} as const satisfies Record<string, Rewrite | undefined>;
export type Property = keyof typeof properties;
export const propertyNames = Object.keys(properties) as readonly Property[];

export interface File {
  readonly name: string;
  readonly text: string;
  readonly value: Json;
}

export function isRoot({ value }: File): boolean {
  return own(value, 'openapi') !== undefined || own(value, 'swagger') !== undefined;
}

/** Only 3.0 can be upgraded. */
export function applies(property: Property, { value }: File): boolean {
  return property !== 'upgraded' || ownText(value, 'openapi')?.startsWith('3.0') === true;
}

export function filesBelow(root: string, folder = ''): readonly string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(root, name);
    return /\.(ya?ml|json)$/.test(entry.name) ? [name] : [];
  });
}

/** The file as the property has it, below `folder`. */
export function write(folder: string, file: File, text: string): void {
  const to = path.join(folder, file.name);
  mkdirSync(path.dirname(to), { recursive: true });
  writeFileSync(to, text);
}

export function rewritten(property: Property, { text, value }: File, errors: Errors): string {
  return properties[property]?.(value, /^\uFEFF?\s*[{[]/.test(text), errors) ?? text;
}

export async function load(root: string, name: string): Promise<ApiModel> {
  const options: LoadOptions = { cwd: root, root, remoteHosts: [], names: new Map(), stdin: Readable.from([]) };
  const [input] = (await findInputs([name], options)).inputs;
  if (input === undefined) throw new Error(`${name} is no input`);
  // One name, one identity, as the command line has it.
  return { ...(await loadApi(input, options)), name };
}

/** What the diff says; a rule that threw is told as a finding would be. */
export interface Said {
  readonly findings: readonly Finding[];
  readonly crashes: readonly string[];
}

export function compare(before: ApiModel, after: ApiModel, rules: readonly DiffRule[]): Said {
  const outcomes = diff({ before, after }, rules);
  return {
    findings: outcomes.flatMap(({ findings }) => findings),
    crashes: outcomes.filter(({ result }) => result === 'crashed').map(({ rule, reason }) => `${rule}: ${reason}`),
  };
}

export function readFile(root: string, name: string, read: (text: string) => Json): File {
  const text = readFileSync(path.join(root, name), 'utf8');
  return { name, text, value: read(text) };
}
