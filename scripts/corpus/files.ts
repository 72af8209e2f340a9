import { readdirSync } from 'node:fs';
import path from 'node:path';

/** All YAML and JSON files below a folder, sorted, so that runs are alike. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
