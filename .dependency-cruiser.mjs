/** Who may import whom. Each wall says why it stands. */
const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src|rules|examples|bench|scripts|test)/', pathNot: allowed },
});
const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from: { path: from }, to });

const io = '^(node:)?(fs|fs/promises|net|tls|http|https|http2|dns|dns/promises|child_process|worker_threads)$';

export default {
  forbidden: [
    only(
      'model-imports-nothing',
      'The model is plain data and pure functions: all others stand on it.',
      '^src/model/',
      '^src/model/',
    ),
    only(
      'finding-on-model',
      'A finding knows the model alone; the gate must be judged without engines.',
      '^src/finding/',
      '^src/(finding|model)/',
    ),
    only(
      'catalog-on-finding',
      'What we know of operations is worked out from the model and the findings.',
      '^src/catalog/',
      '^src/(catalog|model|finding)/',
    ),
    only(
      'check-on-model',
      'Engines and contracts must not know where the bytes came from, nor any rule by name.',
      '^src/check/',
      '^src/(check|model|finding)/',
    ),
    only(
      'load-on-model',
      'Loading yields the model; it must not know what is checked afterwards.',
      '^src/load/',
      '^src/(load|model)/',
    ),
    only(
      'target-on-contract',
      'The target serves probes through one contract and knows no rule.',
      '^src/target/',
      '^src/(target|model)/|^src/check/(rule|target)\\.ts$|^src/check/target/',
    ),
    only(
      'twin-on-contract',
      'What twins are made of knows no probe and no engine: a twin must not be able to see what looks for it.',
      '^src/twin/',
      '^src/(twin|model)/|^src/check/target\\.ts$|^src/check/target/',
    ),
    only(
      'selftest-on-its-subjects',
      'The self-test brings a probe and its twin together: it is told which, and knows none by name.',
      '^src/selftest/',
      '^src/(selftest|model|finding|load|check|target|twin)/',
    ),
    only(
      'report-reads-runs',
      'A reporter prints a finished run; it decides nothing.',
      '^src/report/',
      '^src/(report|model|finding|catalog)/',
    ),
    only(
      'rules-on-contract',
      'A rule imports the contract and its own folder: deleting the folder deletes the rule.',
      '^rules/([^/]+)/([^/]+)/.+',
      '^src/check/rule\\.ts$|^src/twin/index\\.ts$|^rules/$1/$2/',
    ),
    never('twin-kit-for-twins', 'A rule has no server in it.', '^rules/.+/(?!target\\.ts$)[^/]+$', {
      path: '^src/twin/',
    }),
    never('nobody-imports-cli', 'The command line is the top; only bin starts it.', '^(src/(?!cli/)|rules/)', {
      path: '^src/cli/',
    }),
    never(
      'pure-means-pure',
      'Model, findings, checks, catalogue and reports never touch disk, network or processes.',
      '^src/(model|finding|catalog|check|report)/',
      {
        path: io,
        dependencyTypes: ['core'],
        // The contract of the probes' twins names node:http types; nothing of it runs.
        dependencyTypesNot: ['type-only'],
      },
    ),
    never(
      'network-in-two-rooms',
      'Only the target and the loader open connections, and twins on loopback.',
      '^src/(?!target/|load/|selftest/)',
      {
        path: '^(node:)?(net|tls|http|https|http2|dns)|node_modules/undici/',
        dependencyTypesNot: ['type-only'],
      },
    ),
    never(
      'vault-for-target',
      'Redacted values are revealed by the target alone, to build a request.',
      '^(src/(?!target/|model/)|rules/)',
      { path: '^src/model/vault\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    never('no-cycles', 'A cycle has no first page to read.', '^(src|rules)/', {
      circular: true,
      // Types are gone when the program runs: two files may name each other's.
      viaOnly: { dependencyTypesNot: ['type-only'] },
    }),
    never('no-tests-in-product', 'The product must run without its tests and examples.', '^(src|rules|bin)/', {
      path: '^(test|examples|bench|scripts)/',
    }),
  ],
  options: {
    tsPreCompilationDeps: 'specify',
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default'], exportsFields: ['exports'] },
  },
};
