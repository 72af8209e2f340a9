/**
 * A log by three schemas of SARIF 2.1.0, each with a reader of its own: that of the standard (OASIS errata 01, draft-04, Ajv),
 * that of Microsoft's SDK (Ajv) and that which GitHub's upload-sarif action refuses files by (`jsonschema`, as there).
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import draft4 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { Validator, type Schema } from 'jsonschema';

/** What is wrong with a value, in a few words each. */
export type Checker = (log: unknown) => readonly string[];

interface AnyAjv {
  compile(schema: object): { (value: unknown): boolean; errors?: readonly object[] | null };
}

const schema = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../report-schemas/${name}`, import.meta.url), 'utf8')) as object;

function byAjv(ajv: AnyAjv, name: string): Checker {
  (addFormats as unknown as (instance: AnyAjv) => void)(ajv);
  const validate = ajv.compile(schema(name));
  return (log) => (validate(log) ? [] : (validate.errors ?? []).map((error) => JSON.stringify(error)));
}

const options = { strict: false, allErrors: true };
const Draft4 = draft4 as unknown as new (options: object) => AnyAjv;
const codeql = schema('sarif-schema-2.1.0.codeql-action.json') as Schema;

export const checkers: Readonly<Record<string, Checker>> = {
  'OASIS errata 01 (ajv-draft-04)': byAjv(new Draft4(options), 'sarif-schema-2.1.0.oasis.json'),
  'sarif-sdk (ajv)': byAjv(new Ajv2020(options), 'sarif-2.1.0.sarif-sdk.json'),
  'upload-sarif (jsonschema)': (log) => new Validator().validate(log, codeql).errors.map(String),
};

/** `npm run sarif-outputs` sets it: every log of the suite is kept there, each once, for Microsoft's validator. */
const kept = process.env['SALLYPORT_SARIF_OUTPUTS'];

export function keep(text: string, profile: 'github' | 'full'): void {
  if (kept === undefined) return;
  mkdirSync(kept, { recursive: true });
  const name = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const file = path.join(kept, `${profile}-${name}.sarif`);
  if (!existsSync(file)) writeFileSync(file, text);
}
