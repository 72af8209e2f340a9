import type { ApiRun, Run } from '../finding/run.ts';
import { compareText, standing } from '../finding/standing.ts';
import { counted } from './counted.ts';
import { forLine } from './escape.ts';
import { grouped } from './grouped.ts';

/** What stands in the documents of one owner. */
export interface Owned {
  readonly owner: string;
  readonly documents: number;
  readonly findings: number;
  /** Of them those that fail the gate. */
  readonly failing: number;
}

const nobody = 'nobody';

/** By owner, who has most to do first; empty where no document has one. */
export function ownersOf(run: Run): readonly Owned[] {
  const documents = run.apis.filter(({ api }) => api.dialect !== 'config');
  if (documents.every(({ owner }) => owner === undefined)) return [];
  const list = [...grouped(documents, ({ owner }) => owner ?? nobody)].map(([owner, apis]): Owned => {
    const findings = apis.flatMap((api) => standing(run, api));
    const failing = findings.filter(({ fingerprint }) => run.gate.failing.has(fingerprint)).length;
    return { owner, documents: apis.length, findings: findings.length, failing };
  });
  return list.sort((a, b) => b.failing - a.failing || b.findings - a.findings || compareText(a.owner, b.owner));
}

/** Owners that are told one by one in a text. */
const listedMax = 20;

export function ownerLines(run: Run): readonly string[] {
  const owners = ownersOf(run);
  const lines = owners
    .slice(0, listedMax)
    .map(
      ({ owner, findings, failing }) =>
        `owner ${owner}: ${counted(findings, 'finding')}, ${failing} ${failing === 1 ? 'fails' : 'fail'} the gate`,
    );
  const left = owners.length - lines.length;
  return left > 0 ? [...lines, `${left} more owners: the JSON report has all`] : lines;
}

/** ` Owner: @bank/payments.`, behind a text; nothing where nobody is named. */
export function ownedBy({ owner }: ApiRun): string {
  return owner === undefined ? '' : ` Owner: ${forLine(owner.toWellFormed())}.`;
}
