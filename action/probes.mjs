/** Whether this run may probe. Secrets that are not there end no run: what needs none is judged all the same. */
import { variablesOfConfig } from './config.mjs';
import { input, isDependabot, isFork, lines, Mistake } from './runner.mjs';

/** Throws Mistake where what was asked of probes cannot be. */
export function checkProbes(command, event) {
  const probes = input('PROBES') ?? 'auto';
  if (probes !== 'auto' && probes !== 'required') throw new Mistake('probes takes auto or required.');
  if (lines('ARGS').some((flag) => /^--(?:target|identity)\b/.test(flag)))
    throw new Mistake('the target and its callers have inputs of their own: target and identities.');
  if (probes === 'required' && command === 'scan' && targetFor(command, event) === undefined)
    throw new Mistake('probes are required, and this run has no target.');
}

/** Why probes are left out, as a sentence; undefined where they are not, or nobody asked for some. */
export function whyNoProbes(command, event) {
  const callers = lines('IDENTITIES');
  const isAsked = target() !== undefined || callers.length > 0;
  if (command !== 'scan' || input('PROBES') === 'required' || !isAsked) return undefined;
  if (isFork(event)) return 'this run is for a pull request from a fork, which gets no secrets and no target.';
  if (target() === undefined) return 'the target is empty or not set.';
  const named = callers.flatMap((line) => /^[^=]*=env:(.+)$/.exec(line)?.[1] ?? []);
  const hidden = callers.map((line) => line.split('=', 1)[0]);
  const empty = [...new Set([...named, ...variablesOfConfig(hidden)])].filter((name) => !process.env[name]);
  if (empty.length > 0) return `${empty.join(', ')} ${empty.length === 1 ? 'is' : 'are'} empty or not set.`;
  return isDependabot(event) && callers.length === 0
    ? 'this run is for Dependabot, which gets other secrets.'
    : undefined;
}

/** The address to probe; also `probe` asked for alone gets none from a fork, and then says that it needs one. */
export function targetFor(command, event) {
  if (command !== 'scan' && command !== 'probe') return undefined;
  return isFork(event) ? undefined : target();
}

function target() {
  return input('TARGET') ?? (process.env.SALLYPORT_TARGET || undefined);
}
