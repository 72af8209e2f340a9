import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import type { Log } from 'sarif';
import { checkers, keep } from './sarif-schemas.ts';

/** The text is SARIF 2.1.0 by three schemas and within what GitHub takes. Every test that makes SARIF calls it. */
export function assertSarif(text: string): Log {
  const log = valid(text);
  expect(githubMistakes(log, text)).toEqual([]);
  keep(text, 'github');
  return log;
}

/** Of logs for other readers than GitHub. */
export function assertSchema(text: string): Log {
  const log = valid(text);
  keep(text, 'full');
  return log;
}

/** In characters; the schemas look at a hundred results of each run of a longer log, from its beginning and its end. */
const wholeMax = 2_000_000;

function sampled(log: Log): Log {
  const runs = log.runs.map((run) => ({
    ...run,
    results: [...(run.results ?? []).slice(0, 50), ...(run.results ?? []).slice(-50)],
  }));
  return { ...log, runs };
}

function valid(text: string): Log {
  const log = JSON.parse(text) as Log;
  const looked = text.length > wholeMax ? sampled(log) : log;
  for (const [name, check] of Object.entries(checkers)) expect(check(looked), name).toEqual([]);
  return log;
}

/** What GitHub refuses or drops without a word, as far as its documentation says. */
export function githubMistakes(log: Log, text: string): readonly string[] {
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

/** Results at a file that is not there, or behind its last line or its line's last column. `textOf` reads a relative path. */
export function misplaced(log: Log, textOf: (uri: string) => string | undefined): readonly string[] {
  const lines = new Map<string, readonly string[] | undefined>();
  const linesOf = (uri: string): readonly string[] | undefined => {
    if (!lines.has(uri)) lines.set(uri, textOf(decodeURIComponent(uri))?.split(/\r\n|\r|\n/));
    return lines.get(uri);
  };
  return log.runs.flatMap(({ results = [] }) =>
    results.flatMap(({ ruleId = '', locations = [] }) =>
      locations.flatMap(({ physicalLocation }) => {
        const uri = physicalLocation?.artifactLocation?.uri ?? '';
        const { startLine = 0, endColumn = 1 } = physicalLocation?.region ?? {};
        // A file of elsewhere is told by its name alone.
        if (uri.startsWith('outside-of-the-repository/')) return [];
        const found = linesOf(uri);
        if (found === undefined) return [`${ruleId}: ${uri} is not there`];
        const line = found[startLine - 1];
        if (line === undefined) return [`${ruleId}: ${uri} has no line ${startLine}`];
        return endColumn > line.length + 1 ? [`${ruleId}: ${uri}:${startLine} has no column ${endColumn}`] : [];
      }),
    ),
  );
}
