/** Finds what a pull request or a merge group is compared with, and fetches as much of it as the comparison needs. */
import { spawnSync } from 'node:child_process';
import { annotate, input, output, readEvent } from './runner.mjs';

class NoBase extends Error {}

function git(...args) {
  const { status, stdout, stderr } = spawnSync('git', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return { isDone: status === 0, text: (stdout ?? '').trim(), error: (stderr ?? '').trim() };
}

function fetched(...args) {
  const { isDone, error } = git('fetch', '--no-tags', '--quiet', ...args);
  // An address may hold a password.
  const first = (error.split('\n')[0] ?? '').replace(/\/\/[^@/\s]+@/g, '//');
  if (!isDone) throw new NoBase(`The base could not be fetched (${first})`);
}

const isCommit = (name) => git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`).isDone;

/** GitHub's trial merge: its first parent is the base as it was merged with, which a later base may not be. */
function ofTrialMerge() {
  const isTrial = /^refs\/pull\/\d+\/merge$/.test(process.env.GITHUB_REF ?? '');
  const head = git('rev-parse', 'HEAD').text;
  if (!isTrial || head === '' || head !== process.env.GITHUB_SHA) return undefined;
  // The object itself tells the parents, also of a clone of depth one.
  const parents = [
    ...git('cat-file', 'commit', 'HEAD')
      .text.split('\n\n')[0]
      .matchAll(/^parent ([0-9a-f]+)$/gm),
  ];
  if (parents.length !== 2) return undefined;
  if (!isCommit('HEAD^1')) fetched('--depth=2', 'origin', head);
  return parents[0][1];
}

/** Some other commit was checked out: where it left the base is found in the history alone. */
function ofHistory(ref) {
  const isShallow = git('rev-parse', '--is-shallow-repository').text === 'true';
  fetched(...(isShallow ? ['--unshallow'] : []), 'origin', ref);
  return git('rev-parse', 'FETCH_HEAD').text;
}

function baseOf({ merge_group: group }) {
  const asked = input('BASE');
  if (asked !== undefined) return asked === 'none' ? '' : asked;
  const branch = process.env.GITHUB_BASE_REF ?? '';
  if (branch !== '') return ofTrialMerge() ?? ofHistory(`refs/heads/${branch}`);
  if (/^[0-9a-f]{40,64}$/.test(group?.base_sha ?? '')) return ofHistory(group.base_sha);
  return '';
}

try {
  output({ base: baseOf(readEvent()) });
} catch (error) {
  if (!(error instanceof NoBase)) throw error;
  annotate('error', `${error.message}. With persist-credentials: false, check out with fetch-depth: 0 and set base.`);
  process.exitCode = 2;
}
