/** A pull request as GitHub's checkout leaves it: a clone of depth one at the trial merge, detached. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { folder } from './cli.ts';
import { repository, write, type Files } from './repository.ts';

export interface PullRequest {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly event: unknown;
}
interface Change {
  /** What main has, and what the branch changes of it. */
  readonly before: Readonly<Record<string, string>>;
  readonly after: Files;
  /** What comes to main after the merge was tried. */
  readonly later?: Files;
  /** `head`: the branch's own commit is checked out in place of the trial merge. */
  readonly checkout?: 'merge' | 'head';
}

export function pullRequest({ before, after, later, checkout = 'merge' }: Change): PullRequest {
  const upstream = repository(before, after);
  const git = (cwd: string, ...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  const commit = (message: string): void => {
    git(upstream, 'add', '-A');
    git(upstream, 'commit', '--allow-empty', '-m', message);
  };
  commit('change');
  git(upstream, 'checkout', 'main');
  write(upstream, { 'other.md': 'main went on' });
  commit('other');
  git(upstream, 'checkout', '--detach');
  git(upstream, 'merge', '--no-ff', '-m', 'trial', 'change');
  git(upstream, 'update-ref', 'refs/pull/7/merge', 'HEAD');
  git(upstream, 'checkout', 'main');
  if (later !== undefined) {
    write(upstream, later);
    commit('later');
  }
  const ref = checkout === 'merge' ? 'refs/pull/7/merge' : 'refs/heads/change';
  const cwd = path.join(folder(), 'api');
  git(upstream, 'init', cwd);
  git(cwd, 'remote', 'add', 'origin', `file://${upstream}`);
  git(cwd, 'fetch', '--depth=1', 'origin', ref);
  git(cwd, 'checkout', '--detach', 'FETCH_HEAD');
  return {
    cwd,
    env: {
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_BASE_REF: 'main',
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_SHA: git(upstream, 'rev-parse', 'refs/pull/7/merge'),
    },
    event: { pull_request: { head: { repo: { full_name: 'bank/api' } }, user: { login: 'alice' } } },
  };
}
