/** Known paths of known products, and what their answers hold that no other page does. */
export interface Place {
  readonly path: string;
  readonly what: string;
  /** JSON comes without spaces. */
  shows(text: string): boolean;
}

const all =
  (...parts: readonly RegExp[]) =>
  (text: string): boolean =>
    parts.every((part) => part.test(text));

export const places: readonly Place[] = [
  {
    path: '/actuator/env',
    what: "Spring's environment",
    shows: all(/^\{.*"propertySources":\[/s, /"name":"(systemProperties|systemEnvironment|server\.ports)"/),
  },
  {
    path: '/actuator/configprops',
    what: "Spring's configuration",
    shows: all(/^\{.*"contexts":\{/s, /"beans":\{/, /"prefix":"/),
  },
  {
    path: '/actuator/mappings',
    what: "Spring's list of routes",
    shows: all(/^\{.*"contexts":\{/s, /"dispatcherServlets":|"dispatcherHandlers":/),
  },
  { path: '/debug/pprof/', what: "Go's profiler", shows: all(/Types of profiles available/, /goroutine\?debug=1/) },
  { path: '/debug/vars', what: "Go's variables", shows: all(/^\{/, /"cmdline":\[/, /"memstats":\{/) },
  {
    path: '/_profiler/',
    what: "Symfony's profiler",
    shows: all(/<title>Symfony Profiler/, /sf-profiler|profiler_search/),
  },
  { path: '/phpinfo.php', what: "PHP's own page", shows: all(/<title>[^<]*phpinfo\(\)/, /PHP Version/, /php\.ini/) },
  { path: '/server-status', what: "Apache's status", shows: all(/Apache Server Status for/, /Server uptime:/) },
  { path: '/console', what: "Werkzeug's console", shows: all(/EVALEX = true/, /SECRET = "/) },
  { path: '/.env', what: 'A file of settings', shows: isEnvironmentFile },
  { path: '/.git/HEAD', what: 'A repository', shows: (text) => /^ref: refs\/heads\/[\w./-]{1,200}\s*$/.test(text) },
  { path: '/jolokia/version', what: "Jolokia's bridge to JMX", shows: all(/^\{/, /"agent":"/, /"protocol":"/) },
  {
    path: '/telescope/requests',
    what: "Laravel's telescope",
    shows: all(/<title>[^<]*Telescope/, /window\.Telescope = /),
  },
];

/** Lines of `NAME=value`, two at least, one of them a secret by its name; nothing else. */
function isEnvironmentFile(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const isAll =
    lines.length >= 2 && lines.length < 1_000 && lines.every((line) => /^(export )?[A-Z][A-Z0-9_]*=/.test(line));
  return isAll && lines.some((line) => /(SECRET|PASSWORD|TOKEN|KEY|DATABASE_URL)[A-Z0-9_]*=./.test(line));
}
