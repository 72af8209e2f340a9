import path from 'node:path';
import { child, type Pointer, type Source } from '../../model/source.ts';
import { limitProfileDefault } from '../../model/limit-profile.ts';
import type { DeprecationDays } from '../../check/rule.ts';
import type { Policy } from '../../model/policy.ts';
import type { SeedConfig } from '../../target/config.ts';
import type { Sla } from '../../finding/sla.ts';
import { isInside } from '../../load/files.ts';
import { UserError } from '../user-error.ts';
import type { LoadPlace } from '../../load/load-error.ts';
import type { Config, GatePart, InputsPart, ProbingPart } from './config.ts';
import type { CheckedConfig } from './sallyport-shape.ts';

/** Where the config lies and what it may name. */
export interface Home {
  readonly folder: string;
  readonly root: string;
  readonly source: Source;
  readonly place: (pointer: string) => LoadPlace;
}

const top: Pointer = { source: '', path: '' };

/** The checked file, cut up for the stages. */
export function partsOf(config: CheckedConfig, home: Home): Config {
  return {
    inputs: inputsOf(config, home),
    rules: {
      rulesets: config.rules?.extends ?? [],
      on: config.rules?.on ?? [],
      off: config.rules?.off ?? [],
      severities: config.rules?.severity ?? new Map(),
      overrides: (config.rules?.overrides ?? []).map(({ operations, paths, rules }) => ({
        operations: operations ?? [],
        paths: paths ?? [],
        severities: rules,
      })),
      ...policyOf(config),
      limits: { ...limitProfileDefault, ...config.fix?.limits },
      ...deprecationOf(config),
      ownFiles: (config.rules?.own ?? []).map((file, index) =>
        inside(home, file, child(top, 'rules', 'own', index).path),
      ),
      own: [],
    },
    gate: gateOf(config, home),
    probing: probingOf(config, home),
    sources: [home.source],
  };
}

/** Only where something is demanded. */
/** Betas are promised as much as what is stable, unless something else is said. */
function deprecationOf({ deprecation }: CheckedConfig): { readonly deprecation?: DeprecationDays } {
  if (deprecation === undefined) return {};
  const stable = deprecation['stable-days'] ?? 0;
  return { deprecation: { stable, beta: deprecation['beta-days'] ?? stable } };
}

function policyOf({ policy }: CheckedConfig): { readonly policy?: Policy } {
  if (policy?.require === undefined) return {};
  const require = policy.require.map((demand) => ({
    audience: demand.audience ?? [],
    sensitivity: demand.sensitivity ?? [],
    auth: demand.auth ?? [],
    scopes: demand.scopes === true,
    https: demand.https === true,
    limits: demand.limits === true,
    masking: demand.masking === true,
    idempotency: demand.idempotency === true,
  }));
  return { policy: { audience: policy.audience ?? 'public', operations: policy.operations ?? [], require } };
}

function inputsOf({ specs = [], captures = [], templates = [] }: CheckedConfig, home: Home): InputsPart {
  const named = [
    ...specs.map((spec, index) => ({ path: spec.path, at: child(top, 'specs', index, 'path').path })),
    ...captures.map((file, index) => ({ path: file, at: child(top, 'captures', index).path })),
  ];
  const labels = (of: (spec: (typeof specs)[number]) => string | undefined): ReadonlyMap<string, string> =>
    new Map(
      specs.flatMap((spec, index) => {
        const label = of(spec);
        const file = child(top, 'specs', index, 'path').path;
        return label === undefined ? [] : [[inside(home, spec.path, file), label] as const];
      }),
    );
  return {
    files: named.map(({ path: file, at }) => ({ file: inside(home, file, at), at: () => home.place(at) })),
    names: labels(({ name }) => name),
    owners: labels(({ owner }) => owner),
    templates,
  };
}

function gateOf(config: CheckedConfig, home: Home): GatePart {
  const { ignore = [], baseline } = config;
  return {
    ...(config['fail-on'] === undefined ? {} : { failOn: config['fail-on'] }),
    sla: daysOf(config.sla),
    maxAge: daysOf(config['ignore-max-age']),
    ignores: ignore.map((one, index) => ({ ...one, at: child({ source: home.source.id, path: '/ignore' }, index) })),
    ...(baseline === undefined ? {} : { baseline: inside(home, baseline, '/baseline') }),
  };
}

/** `14d` -> 14 */
function daysOf(written: CheckedConfig['sla']): Sla {
  return Object.fromEntries([...(written ?? [])].map(([severity, days]) => [severity, Number.parseInt(days, 10)]));
}

function probingOf(
  { identities, seeds = [], flows, policy, never = [], budget, coverage }: CheckedConfig,
  home: Home,
): ProbingPart {
  return {
    identities: [...(identities ?? [])].map(([name, identity]) => {
      const at = child(top, 'identities', name).path;
      return { name, identity, at: () => home.place(at), fileOf: (file) => inside(home, file, at) };
    }),
    flows: [...(flows ?? [])].map(([name, flow]) => {
      const at = child(top, 'flows', name).path;
      return { name, flow, at: () => home.place(at) };
    }),
    seeds: seeds.map(({ call, body, id }): SeedConfig => ({
      call,
      ...(body === undefined ? {} : { body }),
      id: Object.fromEntries(id),
    })),
    policy: {
      public: policy?.public ?? [],
      shared: policy?.shared ?? [],
      privileged: policy?.privileged ?? [],
      sensitive: policy?.sensitive ?? [],
      never,
    },
    ...(budget?.requests === undefined ? {} : { requestsMax: budget.requests }),
    ...(budget?.rate === undefined ? {} : { ratePerSecond: budget.rate }),
    ...(coverage?.min === undefined ? {} : { coverageMin: coverage.min }),
  };
}

/** A path of the config as an absolute one; links are looked through when it is read. */
function inside({ folder, root, place }: Home, file: string, at: string): string {
  const absolute = path.resolve(folder, file);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(file) || !isInside(path, root, absolute)) {
    throw new UserError('config', 'only files of the repository may be named here', {
      place: place(at),
      hint: 'name others on the command line',
    });
  }
  return absolute;
}
