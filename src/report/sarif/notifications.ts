import type { Notification, ReportingDescriptor } from 'sarif';
import type { Run } from '../../finding/run.ts';
import { cut, forLine, forSarifText } from '../escape.ts';

/** In characters. */
const textMax = 1_000;
/** A run can be incomplete for thousands of reasons. */
const incompleteMax = 100;

/** Results of a document that are not in its run. */
export interface LeftOut {
  /** Behind GitHub's limits: the least severe ones. */
  readonly tooMany: number;
  /** Written without the exchange that they have: the file would be too large. */
  readonly bare: number;
  /** Without a file to stand in. */
  readonly homeless: number;
}

export const notificationDescriptors: ReportingDescriptor[] = [
  descriptor('run-incomplete', {
    title: 'The run could not finish.',
    text: 'Some rules, operations or documents were not checked to the end, so silence about them says nothing.',
    help: 'Read the message, mend the cause and run again.',
  }),
  descriptor('left-out', {
    title: 'Results were left out.',
    text: 'GitHub keeps 5,000 results of a run and takes 10 MB; the least severe ones behind that are not in this file.',
    help: 'The JSON report holds all of them.',
  }),
  descriptor('exchanges-left-out', {
    title: 'Exchanges were left out.',
    text: 'Readers take files of 10 MB; the exchanges of the least severe results behind that are not in this file.',
    help: 'The JSON report holds all of them.',
  }),
  descriptor('no-file', {
    title: 'Results stand in no file of the repository.',
    text: 'A result is shown at a file and line of the repository; a document from a URL or the standard input has none.',
    help: 'Name the file that the document stands for with --spec-path.',
  }),
];

interface Texts {
  readonly title: string;
  readonly text: string;
  readonly help: string;
}

function descriptor(id: string, { title, text, help }: Texts): ReportingDescriptor {
  return {
    id,
    name: id.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text },
    help: { text: help, markdown: help },
  };
}

export function notifications({ incomplete }: Run, { tooMany, bare, homeless }: LeftOut): Notification[] {
  const more = incomplete.length - incompleteMax;
  const counted = (id: string, count: number, what: string): readonly Notification[] =>
    count > 0 ? [notification('warning', id, `${count} results ${what}`)] : [];
  return [
    ...incomplete.slice(0, incompleteMax).map(({ message }) => notification('error', 'run-incomplete', message)),
    ...(more > 0 ? [notification('error', 'run-incomplete', `${more} more reasons: the JSON report has all.`)] : []),
    ...counted('left-out', tooMany, 'were left out.'),
    ...counted('exchanges-left-out', bare, 'stand here without the exchange that decided.'),
    ...counted('no-file', homeless, 'were left out: they stand in no file of the repository.'),
  ];
}

function notification(level: 'error' | 'warning', id: string, text: string): Notification {
  return { level, descriptor: { id }, message: { text: forSarifText(cut(forLine(text), textMax)) } };
}
