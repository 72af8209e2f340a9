/**
 * All probes against the hardened twins of all others: what each hardened twin is said to have besides its own probe's
 * flaw. Twins differ in one line and are no models otherwise, so what this prints is read by a person: see
 * docs/probes-measured.md. `npm run probes:cross`, or with the ids of some twins.
 */
import { loadRules } from '../rules/index.ts';
import { twins } from '../rules/probe/twins.ts';
import { attemptAll } from '../src/selftest/attempt.ts';

/** Twins at a time: their waits overlap. */
const atOnce = 4;

const rules = await loadRules.probe();
const asked = process.argv.slice(2);
const queue = Object.entries(twins).filter(([id]) => asked.length === 0 || asked.includes(id));
const started = performance.now();
const total = { twins: queue.length, requests: 0, decided: 0, findings: 0 };
const byProbe = new Map<string, string[]>();

async function work(): Promise<void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [id, folder] = next;
    const others = rules.filter((rule) => rule.id !== id);
    const { findings, outcomes, requests } = await attemptAll(others, 'hardened', { id, folder });
    total.requests += requests;
    total.decided += outcomes.filter(({ result }) => result === 'passed' || result === 'failed').length;
    for (const { rule, severity, message } of findings) {
      if (severity === 'info') continue;
      total.findings += 1;
      const name = `${rule} (${severity})`;
      byProbe.set(name, [...(byProbe.get(name) ?? []), `${id}: ${message}`]);
    }
  }
}

await Promise.all(Array.from({ length: atOnce }, work));
for (const [name, said] of [...byProbe].sort(([a], [b]) => (a < b ? -1 : 1)))
  process.stdout.write(`${name}: ${said.length}\n${said.map((one) => `  ${one}\n`).join('')}`);
const seconds = ((performance.now() - started) / 1_000).toFixed(1);
process.stdout.write(
  `${total.twins} hardened twins, ${total.requests} requests, ${total.decided} questions decided, ${total.findings} findings above info, ${seconds} s\n`,
);
