import { parentPort, workerData } from 'node:worker_threads';

const peer = (file) => new URL(`../node_modules/${file}`, import.meta.url).href;

const engines = {
  'json-schema-faker': async () => {
    const { generateSync } = await import(peer('json-schema-faker/dist/index.js'));
    return (schema) => generateSync(schema, { seed: 1, optionalsProbability: 0 });
  },
  'openapi-sampler': async () => {
    const { sample } = (await import(peer('openapi-sampler/dist/openapi-sampler.js'))).default;
    return (schema) => sample(schema, { skipNonRequired: true, skipReadOnly: true, quiet: true }, schema);
  },
};
const make = await engines[workerData]();
parentPort.on('message', (schema) => {
  const start = process.cpuUsage();
  try {
    const value = make(schema);
    const { user, system } = process.cpuUsage(start);
    // A thread's port has no origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    parentPort.postMessage({ text: JSON.stringify(value ?? null), cpu: user + system });
  } catch (error) {
    // A thread's port has no origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    parentPort.postMessage({ failed: String(error).slice(0, 100) });
  }
});
// A thread's port has no origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort.postMessage('ready');
