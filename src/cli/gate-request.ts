import path from 'node:path';
import { isInside } from '../load/files.ts';
import type { Config } from './config/config.ts';
import type { Flags } from './options.ts';
import type { GateRequest } from './request.ts';
import { UserError } from './user-error.ts';

interface GateFiles {
  readonly cwd: string;
  readonly root: string;
  /** Of a base in git. */
  readonly commit: string | undefined;
}

/** What the gate is asked, by flag and config. */
export function gateOf(
  { gate }: Config,
  flags: Flags,
  { cwd, root, commit }: GateFiles,
): Omit<GateRequest, 'inlineFromBase'> {
  const baseline = flags.baseline === undefined ? gate.baseline : path.resolve(cwd, flags.baseline);
  if (flags.updateBaseline === true && baseline === undefined) {
    throw new UserError('flag', '--update-baseline needs a file', { hint: 'add --baseline .sallyport/baseline.json' });
  }
  if (flags.allowCritical === true && flags.updateBaseline !== true)
    throw new UserError('flag', '--allow-critical says what --update-baseline takes in', {
      hint: 'add --update-baseline',
    });
  const isJudged = flags.configFrom !== 'head' && flags.updateBaseline !== true;
  const inBase =
    isJudged && commit !== undefined && baseline !== undefined && isInside(path, root, baseline)
      ? { root, commit, file: path.relative(root, baseline).split(path.sep).join('/') }
      : undefined;
  return {
    threshold: flags.failOn?.threshold ?? gate.failOn ?? 'high',
    ...(flags.failOnNew === undefined ? {} : { thresholdNew: flags.failOnNew }),
    minCertainty: flags.minCertainty ?? 'firm',
    breaking: flags.failOn?.breaking === true,
    mode: flags.gate,
    sla: gate.sla,
    overdueFails: flags.failOn?.overdue === true,
    maxAge: gate.maxAge,
    ignores: gate.ignores,
    ...(baseline === undefined ? {} : { baseline }),
    ...(inBase === undefined ? {} : { baselineInBase: inBase }),
    updateBaseline: flags.updateBaseline === true,
    allowCritical: flags.allowCritical === true,
    ...(flags.previous === undefined ? {} : { previous: path.resolve(cwd, flags.previous) }),
    exitZero: flags.exitZero === true,
  };
}
