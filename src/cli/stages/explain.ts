import type { Edge } from '../../model/lineage/edge.ts';
import { lineageOf } from '../../model/lineage/graph.ts';
import type { Journal, Subject } from './subject.ts';

/** Which answers give the ids that other calls need: for the reports, and in lines for the reader. */
export function explainIds(subjects: readonly Subject[], { explained }: Journal): void {
  for (const subject of subjects) {
    const { api, lineage, name } = subject;
    const edges = lineageOf(api, lineage?.traffic(api).edges);
    subject.edges = edges;
    const many = edges.length === 1 ? '1 edge' : `${edges.length} edges`;
    explained.push(`${name}: where ids come from, ${many}`, ...edges.map((edge) => `  ${lineOf(edge)}`));
  }
}

function lineOf({ producer, field, consumer, in: place, name, evidence, seen }: Edge): string {
  const times = seen === undefined ? '' : `, seen ${seen === 1 ? 'once' : `${seen} times`}`;
  return `${producer} [${field}] -> ${consumer} [${place} ${name}] by ${evidence}${times}`;
}
