/** Whether this run may probe. Secrets that are not there end no run: what needs none is judged all the same. */
import { input, isDependabot, isFork, lines } from './runner.mjs';

/** What is wrong with what was asked of probes, as a sentence. */
export function mistakeInProbes(command, event) {
  const probes = input('PROBES') ?? 'auto';
  if (probes !== 'auto' && probes !== 'required') return 'probes takes auto or required.';
  if (lines('ARGS').some((flag) => /^--(?:target|identity)\b/.test(flag)))
    return 'the target and its callers have inputs of their own: target and identities.';
  const isMissing = probes === 'required' && command === 'scan' && targetFor(command, event) === undefined;
  return isMissing ? 'probes are required, and this run has no target.' : undefined;
}

/** Why probes are left out, as a sentence; undefined where they are not, or nobody asked for some. */
export function whyNoProbes(command, event) {
  const callers = lines('IDENTITIES');
  const isAsked = target() !== undefined || callers.length > 0;
  if (command !== 'scan' || input('PROBES') === 'required' || !isAsked) return undefined;
  if (isFork(event)) return 'this run is for a pull request from a fork, which gets no secrets and no target.';
  if (target() === undefined) return 'the target is empty or not set.';
  const empty = callers.flatMap((line) => {
    const variable = /^[^=]*=env:(.+)$/.exec(line)?.[1];
    return variable === undefined || (process.env[variable] ?? '') !== '' ? [] : [variable];
  });
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
  const fromEnv = process.env.SALLYPORT_TARGET ?? '';
  return input('TARGET') ?? (fromEnv === '' ? undefined : fromEnv);
}
