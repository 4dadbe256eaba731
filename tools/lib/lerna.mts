import { join } from 'node:path';
import { root } from './workspace.mts';

/** The program that runs Lerna: `spawn(lerna, ['run', …])`. */
export const lerna = join(root, 'node_modules/.bin/lerna');

/**
 * The environment for Lerna. Lerna reads the workspace with Nx, which would otherwise leave a daemon
 * running and start a process for each of its plugins.
 */
export function lernaEnvironment(
  extra: Record<string, string> = {},
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NX_DAEMON: 'false',
    NX_ISOLATE_PLUGINS: 'false',
    NX_NO_CLOUD: 'true',
    ...extra,
  };
}
