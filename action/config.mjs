/** Which variables the callers of the config need: without their secrets a run would end as a mistake. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { lines } from './runner.mjs';

/** The values of a session, which the target puts in place itself. */
const ofSessions = new Set(['seed', 'token', 'refresh']);

/** In the order of the config. Callers that the input `identities` names as well are hidden by it, and need none. */
export function variablesOfConfig(hidden) {
  const identities = Object.entries(identitiesIn(textOf()));
  const texts = identities.flatMap(([name, identity]) => (hidden.includes(name) ? [] : [JSON.stringify(identity)]));
  const names = texts.flatMap((text) => [...text.matchAll(/\$\{([A-Za-z_]\w*)\}/g)].map(([, name]) => name));
  return names.filter((name) => !ofSessions.has(name));
}

/** Nothing where it cannot be read: the run says what is wrong with it. */
function textOf() {
  const named = lines('ARGS').flatMap((flag) => /^(?:--config=|-c)(.+)$/.exec(flag)?.[1] ?? []);
  const top = spawnSync('git', ['rev-parse', '--show-toplevel'], { encoding: 'utf8' }).stdout?.trim();
  try {
    return readFileSync(named.at(-1) ?? path.join(top || '.', 'sallyport.yaml'), 'utf8');
  } catch {
    return '';
  }
}

function identitiesIn(text) {
  try {
    const identities = parse(text, { maxAliasCount: 0, logLevel: 'silent' })?.identities;
    return typeof identities === 'object' && identities !== null ? identities : {};
  } catch {
    return {};
  }
}
