import { dataFlowsOf, directions, type DataFlow } from '../../finding/data-flows.ts';
import type { ApiRun, Run } from '../../finding/run.ts';
import { compareText } from '../../finding/standing.ts';
import { allowsAnonymous } from '../../model/auth.ts';
import { dataClasses, type DataClass } from '../../model/data-class/classify.ts';
import { operationById } from '../../model/operation.ts';
import { forHtml } from '../escape.ts';
import { table } from './text.ts';

/** Cards and credentials first, then persons. */
const categories: readonly DataClass['category'][] = [
  'pci-sad',
  'pci',
  'secret',
  'national-id',
  'financial',
  'special',
  'health',
  'personal',
  'indirect',
];

interface Use {
  readonly api: ApiRun;
  readonly flow: DataFlow;
}

/** Where card and personal data flow, as the documents say: by class and direction, and how much of it without credentials. */
export function dataHtml(run: Run): string {
  const byClass = new Map<DataClass, Use[]>();
  for (const api of run.apis) {
    for (const flow of dataFlowsOf(api)) {
      const dataClass = dataClasses.get(flow.dataClass);
      if (dataClass === undefined || !categories.includes(dataClass.category)) continue;
      byClass.set(dataClass, [...(byClass.get(dataClass) ?? []), { api, flow }]);
    }
  }
  const heading = '<h2 id="data">Where card and personal data flow</h2>\n';
  if (byClass.size === 0) return `${heading}<p>The documents name no property or parameter of such data.</p>\n`;
  const rows = [...byClass]
    .sort(([a], [b]) => categories.indexOf(a.category) - categories.indexOf(b.category) || compareText(a.id, b.id))
    .map(([{ id, title }, uses]) => [
      `${forHtml(title)} <small>${forHtml(id)}</small>`,
      ...directions.map((direction) => countIn(uses, direction)),
      answeredToAnybody(uses),
      examplesIn(uses),
    ]);
  const columns = [
    { name: 'data' },
    ...['requests', 'URLs', 'answers', 'errors', 'answers without credentials'].map((name) => ({
      name,
      isNumber: true,
    })),
    { name: 'operations' },
  ];
  return `${heading}${table('Where data flow', columns, rows)}<p class="dim">Operations, by names, formats, patterns and examples of the documents; a name alone is a sign and no proof. What a document does not say is not in it.</p>
`;
}

function countIn(uses: readonly Use[], direction: DataFlow['direction']): string {
  const count = uses.reduce((sum, { flow }) => sum + (flow.direction === direction ? flow.operations.length : 0), 0);
  return count > 0 && direction === 'url' ? `<b class="high">${count}</b>` : String(count);
}

function operationsOf(uses: readonly Use[]): ReadonlySet<string> {
  return new Set(uses.flatMap(({ api, flow }) => flow.operations.map((id) => `${api.name}\n${id}`)));
}

/** Operations whose answers hold it and that the document lets anybody call. */
function answeredToAnybody(uses: readonly Use[]): string {
  const open = uses
    .filter(({ flow }) => flow.direction === 'response' || flow.direction === 'error')
    .map(({ api, flow }) => ({ api, flow: { ...flow, operations: flow.operations.filter((id) => isOpen(api, id)) } }));
  const { size } = operationsOf(open);
  return size === 0 ? '0' : `<b>${size}</b>`;
}

function isOpen({ api }: ApiRun, id: string): boolean {
  const operation = operationById(api, id);
  return operation !== undefined && allowsAnonymous(operation);
}

const examplesMax = 3;

function examplesIn(uses: readonly Use[]): string {
  const all = [...operationsOf(uses)].map((key) => key.split('\n').at(-1) ?? '');
  const more = all.length - examplesMax;
  return forHtml(all.slice(0, examplesMax).join(', ') + (more > 0 ? ` and ${more} more` : ''));
}
