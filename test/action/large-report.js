/** Stands for the program: writes a Markdown report of three megabytes. */
import { writeFileSync } from 'node:fs';

const file = process.argv.find((word) => word.startsWith('--output=markdown='))?.slice('--output=markdown='.length);
writeFileSync(
  file ?? '',
  `## sallyport\n\n<details><summary>Many</summary>\n\n${'| a row ü end\n'.repeat(230_000)}\n</details>\n`,
);
