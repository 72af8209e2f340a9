import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { validateXML } from 'xmllint-wasm';

const schemas = ['jenkins-junit-10.xsd', 'JUnit.windyroad.xsd'].map(
  (name) => [name, readFileSync(`test/report-schemas/${name}`, 'utf8')] as const,
);

/** The text is JUnit under both schemas that are in use, and its counts are true. */
export async function assertJUnit(xml: string): Promise<void> {
  for (const [name, schema] of schemas) {
    const { errors } = await validateXML({ xml: [{ fileName: 'junit.xml', contents: xml }], schema: [schema] });
    expect(
      errors.map(({ message }) => message),
      name,
    ).toEqual([]);
  }
  for (const [suite] of xml.matchAll(/<testsuite [\s\S]*?<\/testsuite>/g)) {
    const children = { tests: 'testcase', failures: 'failure', errors: 'error', skipped: 'skipped' };
    for (const [attribute, element] of Object.entries(children)) {
      const said = Number(new RegExp(` ${attribute}="(\\d+)"`).exec(suite)?.[1]);
      expect(suite.match(new RegExp(`<${element}[ >/]`, 'g'))?.length ?? 0, attribute).toBe(said);
    }
  }
}
