/** Finds what a pull request or a merge group is compared with, and fetches as much of it as the comparison needs. */
import { spawnSync } from 'node:child_process';
import { input, Mistake } from './runner.mjs';

function git(...args) {
  const { status, stdout, stderr } = spawnSync('git', args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
  });
  return { isDone: status === 0, text: (stdout ?? '').trim(), error: (stderr ?? '').trim() };
}

function fetched(...args) {
  const { isDone, error } = git('fetch', '--no-tags', '--quiet', ...args);
  if (isDone) return;
  // An address may hold a password.
  const first = (error.split('\n')[0] ?? '').replace(/\/\/[^@/\s]+@/g, '//');
  throw new Mistake(
    `The base could not be fetched (${first}). With persist-credentials: false, check out with fetch-depth: 2 for a pull request, else with fetch-depth: 0.`,
  );
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
function ofHistory(ref, known) {
  const isShallow = git('rev-parse', '--is-shallow-repository').text === 'true';
  // A checkout with all of its history has it: nothing is fetched, which without credentials would fail.
  if (!isShallow && isCommit(known)) return git('rev-parse', known).text;
  fetched(...(isShallow ? ['--unshallow'] : []), 'origin', ref);
  return git('rev-parse', 'FETCH_HEAD').text;
}

/** As `--base` takes it; undefined: there is nothing to compare with. Throws Mistake where it cannot be fetched. */
export function baseFor({ merge_group: group, pull_request: pull }) {
  const asked = input('BASE');
  if (asked !== undefined) return asked === 'none' ? undefined : asked;
  const branch = process.env.GITHUB_BASE_REF || pull?.base?.ref;
  if (branch !== undefined) return ofTrialMerge() ?? ofHistory(`refs/heads/${branch}`, `refs/remotes/origin/${branch}`);
  return /^[0-9a-f]{40,64}$/.test(group?.base_sha ?? '') ? ofHistory(group.base_sha, group.base_sha) : undefined;
}
