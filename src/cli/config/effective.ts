import path from 'node:path';
import { requestsMaxDefault } from '../target-request.ts';
import { rulesetDefault } from '../rulesets.ts';
import type { Sla } from '../../finding/sla.ts';
import type { Config } from './config.ts';

/** What counts without flags, and which file says so. */
export interface Setting {
  readonly key: string;
  readonly value: unknown;
  readonly from: string;
}

/** In the order of the config's schema. Credentials are told by their names alone, and no variable is expanded. */
export function effectiveSettings({ inputs, rules, gate, probing, sources }: Config, root: string): readonly Setting[] {
  const own = sources.map(({ uri }) => uri).join(', ');
  const fromRoot = (file: string): string => path.relative(root, file).split(path.sep).join('/');
  const said = (key: string, value: unknown): Setting => ({ key, value, from: own });
  const days = (key: string, sla: Sla): readonly Setting[] =>
    list(
      key,
      Object.entries(sla).map(([severity, most]) => `${severity}: ${most}d`),
    );
  const list = (key: string, values: readonly unknown[]): readonly Setting[] =>
    values.length === 0 ? [] : [said(key, values)];
  const or = <T>(key: string, value: T | undefined, standard: T): Setting =>
    value === undefined ? { key, value: standard, from: 'default' } : said(key, value);
  return [
    ...list(
      'specs and captures',
      inputs.files.map(({ file }) => fromRoot(file)),
    ),
    ...list('templates', inputs.templates),
    or('rules.extends', rules.rulesets.length > 0 ? rules.rulesets : undefined, [rulesetDefault]),
    ...list('rules.on', rules.on),
    ...list('rules.off', rules.off),
    ...list(
      'rules.severity',
      [...rules.severities].map(([rule, severity]) => `${rule}: ${severity}`),
    ),
    ...list(
      'rules.own',
      rules.own.map(({ id }) => id),
    ),
    ...list('policy.require', rules.policy?.require ?? []),
    or('fail-on', gate.failOn, 'high'),
    ...(gate.baseline === undefined ? [] : [said('baseline', fromRoot(gate.baseline))]),
    ...days('sla', gate.sla),
    ...days('ignore-max-age', gate.maxAge),
    ...list(
      'ignore',
      gate.ignores.map(({ rule, expires }) => `${rule} until ${expires}`),
    ),
    ...list(
      'identities',
      probing.identities.map(({ name }) => name),
    ),
    ...list(
      'flows',
      probing.flows.map(({ name }) => name),
    ),
    ...list('never', probing.policy.never),
    or('budget.requests', probing.requestsMax, requestsMaxDefault),
    ...(probing.ratePerSecond === undefined ? [] : [said('budget.rate', probing.ratePerSecond)]),
    or('coverage.min', probing.coverageMin, 0),
  ];
}
