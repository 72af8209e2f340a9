import { parentPort, workerData } from 'node:worker_threads';

const engines = {
  'json-schema-faker': async () => {
    const { generateSync } = await import('../node_modules/json-schema-faker/dist/index.js');
    return (schema) => generateSync(schema, { seed: 1, optionalsProbability: 0 });
  },
  'openapi-sampler': async () => {
    const { sample } = (await import('../node_modules/openapi-sampler/dist/openapi-sampler.js')).default;
    return (schema) => sample(schema, { skipNonRequired: true, skipReadOnly: true, quiet: true }, schema);
  },
};
const make = await engines[workerData]();
parentPort.on('message', (schema) => {
  const start = process.cpuUsage();
  try {
    const value = make(schema);
    const { user, system } = process.cpuUsage(start);
    parentPort.postMessage({ text: JSON.stringify(value ?? null), cpu: user + system });
  } catch (error) {
    parentPort.postMessage({ failed: String(error).slice(0, 100) });
  }
});
parentPort.postMessage('ready');
