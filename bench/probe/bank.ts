/** The bundled bank in a process of its own: says its address and runs until it is ended. */
import { startNorthbank } from '../../examples/northbank/server.ts';

const switches = process.argv[2] === 'hardened' ? 'hardened' : 'leaky';
const { url } = await startNorthbank({ switches, adminPassword: 'demo-admin-password' });
process.send?.(url);
