import { lint } from '../../check/lint.ts';
import type { Rules } from '../rule-selection.ts';
import type { Subject } from './subject.ts';

export function lintDocument(subject: Subject, rules: Rules): void {
  if (rules.lint.length > 0) subject.outcomes = [...subject.outcomes, ...lint(subject.api, rules.lint)];
}
