import type { Flags } from '../options.ts';
import type { Asked } from '../request.ts';
import { UserError } from '../user-error.ts';
import type { Surroundings } from './flag.ts';

/** Why no part is taken although the CI system names one; what is to hold all, or is this job's own, is never shared out. */
export function wholeOf({ args, isShared = false }: Asked, flags: Flags): Pick<Surroundings, 'isAlone' | 'whole'> {
  if (!isShared) return { isAlone: true };
  const named = flags.shard !== undefined && flags.shard !== 'off';
  if (flags.updateBaseline === true && named)
    throw new UserError('flag', '--shard judges a part, of which no baseline is made', {
      hint: 'sallyport baseline update parts',
    });
  if (flags.fix === true && named)
    throw new UserError('flag', '--shard judges a part, and --fix edits all', { hint: 'leave one of them out' });
  if (flags.updateBaseline === true) return { whole: '--update-baseline writes what holds of all' };
  if (flags.fix === true) return { whole: '--fix edits all' };
  return args.includes('-') ? { whole: 'standard input is its own' } : {};
}
