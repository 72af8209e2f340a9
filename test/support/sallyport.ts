/** The program from source, for tests that need a process of their own. */
import { start } from '../../src/cli/main.ts';

await start();
