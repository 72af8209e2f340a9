import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import type { Log } from 'sarif';

const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (instance: Ajv2020) => void)(ajv);
const validate = ajv.compile(
  JSON.parse(readFileSync('test/report-schemas/sarif-2.1.0.sarif-sdk.json', 'utf8')) as object,
);

/** The text is SARIF 2.1.0 by its schema and within what GitHub takes. Every test that makes SARIF calls it. */
export function assertSarif(text: string): Log {
  const log = assertSchema(text);
  expect(githubMistakes(log, text)).toEqual([]);
  return log;
}

/** Of logs for other readers than GitHub. */
export function assertSchema(text: string): Log {
  const log = JSON.parse(text) as Log;
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  return log;
}

/** What GitHub refuses or drops without a word, as far as its documentation says. */
function githubMistakes(log: Log, text: string): readonly string[] {
  const mistakes: string[] = [];
  const say = (condition: boolean, what: string): void => void (condition && mistakes.push(what));
  say(gzipSync(text).length > 9.5 * 1024 * 1024, 'larger than 9.5 MB compressed');
  say(log.runs.length > 20 || log.runs.length === 0, 'more than 20 runs, or none');
  const keys = log.runs.map((run) => run.automationDetails?.id ?? '');
  say(new Set(keys).size !== keys.length, 'two runs of one category');
  for (const run of log.runs) {
    const levels = (run.results ?? []).map(({ level }) => ['error', 'warning', 'note'].indexOf(level ?? ''));
    say(
      levels.some((level, index) => level < (levels[index - 1] ?? 0)),
      'results out of order: the worst come first',
    );
    say((run.results?.length ?? 0) > 5_000, 'more than 5,000 results');
    for (const rule of run.tool.driver.rules ?? []) {
      const severity = Number(rule.properties?.['security-severity']);
      say(!(severity > 0 && severity <= 10), `${rule.id}: security-severity`);
      say((rule.name?.length ?? 0) > 255, `${rule.id}: a name over 255`);
      say((rule.properties?.tags?.length ?? 0) > 10, `${rule.id}: more than 10 tags`);
      for (const part of [
        rule.shortDescription?.text,
        rule.fullDescription?.text,
        rule.help?.text,
        rule.help?.markdown,
      ])
        say(part === undefined || part === '', `${rule.id}: an empty text`);
      say(
        (rule.shortDescription?.text.length ?? 0) > 1_024 || (rule.fullDescription?.text.length ?? 0) > 1_024,
        `${rule.id}: a text over 1,024`,
      );
    }
    for (const result of run.results ?? []) {
      const [location] = result.locations ?? [];
      const uri = location?.physicalLocation?.artifactLocation?.uri ?? '';
      const region = location?.physicalLocation?.region;
      say(uri === '' || /^[a-z][a-z0-9+.-]*:|^\/|\.\.\//i.test(uri), `${result.ruleId}: no relative path: ${uri}`);
      say(region?.startLine === undefined || region.startLine !== region.endLine, `${result.ruleId}: no line`);
      say(result.partialFingerprints?.['primaryLocationLineHash'] === undefined, `${result.ruleId}: no fingerprint`);
      say(run.tool.driver.rules?.[result.ruleIndex ?? -1]?.id !== result.ruleId, `${result.ruleId}: wrong rule index`);
      // Places of the base have no number: GitHub could only lead to other lines of the head.
      const numbered = (result.relatedLocations ?? []).filter(
        ({ physicalLocation }) => physicalLocation?.artifactLocation?.uriBaseId !== 'BASE',
      );
      say(
        (result.message.text?.match(/(?<!\\)\]\((\d+)\)/g)?.length ?? 0) !== numbered.length,
        `${result.ruleId}: a related place without a link, or a link without a place`,
      );
      say(result.suppressions !== undefined || result.kind !== undefined, `${result.ruleId}: suppressed or no failure`);
    }
  }
  return mistakes;
}
