import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gitFolder } from '../../load/repository.ts';

export const ciSystems = ['github', 'gitlab', 'azure', 'circleci', 'jenkins', 'buildkite'] as const;
export type CiSystem = (typeof ciSystems)[number];

/** By which files or folders a system is known. */
const signs: Readonly<Record<CiSystem, readonly string[]>> = {
  github: ['.github'],
  gitlab: ['.gitlab-ci.yml', '.gitlab-ci.yaml'],
  azure: ['azure-pipelines.yml', 'azure-pipelines.yaml', '.azure-pipelines'],
  circleci: ['.circleci'],
  jenkins: ['Jenkinsfile'],
  buildkite: ['.buildkite'],
};

/** Hosts whose own system is meant where no file tells one. */
const hosts: readonly (readonly [RegExp, CiSystem])[] = [
  [/(?:^|[@/.])github\./, 'github'],
  [/(?:^|[@/.])gitlab\./, 'gitlab'],
  [/dev\.azure\.com|\.visualstudio\.com/, 'azure'],
];

/** The CI systems whose files are here, else that of the host that the repository comes from. */
export async function ciSystemsOf(root: string): Promise<readonly CiSystem[]> {
  const found: CiSystem[] = [];
  for (const system of ciSystems) {
    const here = await Promise.all(signs[system].map(async (name) => exists(path.join(root, name))));
    if (here.includes(true)) found.push(system);
  }
  // Repositories keep owners and updates there whatever runs their pipelines.
  const isOnlyHosted = found.length > 1 && !(await exists(path.join(root, '.github', 'workflows')));
  if (found.length > 0) return isOnlyHosted ? found.filter((system) => system !== 'github') : found;
  const origin = await originOf(root);
  return hosts.flatMap(([host, system]) => (host.test(origin) ? [system] : [])).slice(0, 1);
}

/** A file of a system that names sallyport already: a second job would judge the same once more. */
export async function alreadyIn(root: string, system: CiSystem): Promise<string | undefined> {
  for (const place of pipelines[system] ?? signs[system]) {
    const inside = await readdir(path.join(root, place)).catch(() => undefined);
    for (const file of inside?.map((name) => `${place}/${name}`) ?? [place]) {
      const text = await readFile(path.join(root, file), 'utf8').catch(() => '');
      if (/\bsallyport\b/.test(text)) return file;
    }
  }
  return undefined;
}

/** Where the pipelines of a system are, if not just where it is known by. */
const pipelines: Partial<Readonly<Record<CiSystem, readonly string[]>>> = {
  github: ['.github/workflows'],
  gitlab: ['.gitlab-ci.yml', '.gitlab-ci.yaml', '.gitlab'],
};

async function originOf(root: string): Promise<string> {
  const git = await gitFolder(root);
  const config = git === undefined ? '' : await readFile(path.join(git, 'config'), 'utf8').catch(() => '');
  return /^\[remote "origin"\][^[]*?^\s*url\s*=\s*(.+)$/m.exec(config)?.[1]?.trim() ?? '';
}

async function exists(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => undefined)) !== undefined;
}
