import { chmod } from 'node:fs/promises';
import path from 'node:path';
import type { Run } from '../finding/run.ts';
import { standing } from '../finding/standing.ts';
import { evidenceOf } from '../report/evidence.ts';
import { write, type EvidenceFolder } from './outputs.ts';

/** Folders written for one run: who has more findings that are proven looks at the worst ones first. */
const foldersMax = 1_000;

/** For each finding with exchanges a folder of its own: `bola-read-path-0f3a.../replay.sh` and `exchanges.har`. */
export async function writeEvidence(run: Run, { folder, shown }: EvidenceFolder): Promise<void> {
  const findings = run.apis.flatMap((api) => standing(run, api));
  let written = 0;
  for (const finding of findings) {
    const files = evidenceOf(finding, run.tool.version);
    if (files === undefined || written === foldersMax) continue;
    written += 1;
    const name = `${finding.rule}-${finding.fingerprint.slice(0, 12)}`;
    const script = path.join(folder, name, 'replay.sh');
    await write(script, files.script, shown);
    await chmod(script, 0o755).catch(() => undefined);
    await write(path.join(folder, name, 'exchanges.har'), files.har, shown);
  }
}
