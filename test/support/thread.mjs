/** The program of a thread from source, as esbuild bundles it for dist/thread.mjs. */
import { register } from 'tsx/esm/api';

register();
await import('../../src/cli/threads/thread.ts');
