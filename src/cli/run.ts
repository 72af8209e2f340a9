import type { Io } from './io.ts';
import type { Flags } from './options.ts';
import { runPipeline } from './pipeline.ts';
import { forScreen } from './screen.ts';
import { requestOf, type Asked } from './request.ts';

/** What scan, lint, probe and diff share: flags become a request, and the request an exit code. */
export async function run(asked: Asked, flags: Flags, world: Io): Promise<number> {
  const io = forScreen(flags, world);
  const request = await requestOf(asked, flags, io);
  try {
    return await runPipeline(request, io);
  } finally {
    request.progress.end();
  }
}
