/** The program of a thread: judges units of documents one after the other, as the main thread asks. */
import { Readable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import { findInputs } from '../../load/inputs.ts';
import { noProgress } from '../progress.ts';
import { selectRules } from '../rule-selection.ts';
import { userErrorsOf } from '../user-error.ts';
import { plainError, type Order, type Reply, type ThreadData } from './message.ts';
import { judgeUnit } from './unit.ts';

const { load, check, wanted } = workerData as ThreadData;
const reading = {
  load: { ...load, named: [], options: { ...load.options, stdin: Readable.from([]) } },
  check,
  // The main thread ends the others where it is told to stop.
  signal: new AbortController().signal,
  progress: noProgress,
};
const rules = selectRules(new Set(['lint']), check);

async function answer(files: Order): Promise<Reply> {
  try {
    const { inputs } = await findInputs(files, reading.load.options);
    const { unreadable, ...judged } = await judgeUnit(inputs, { reading, rules: await rules, wanted });
    return { ...judged, unreadable: unreadable.map(plainError) };
  } catch (error) {
    const errors = userErrorsOf(error);
    if (errors === undefined) throw error;
    return { thrown: errors.map(plainError) };
  }
}

parentPort?.on('message', (files: Order) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of threads has no origin
  void answer(files).then((reply) => parentPort?.postMessage(reply));
});
