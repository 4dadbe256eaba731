import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../lib/workspace.mts';

/** The environment without the HTTP proxy of this machine, which production does not use. */
const withoutProxy = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/_PROXY$/i.test(name)),
);

/** Runs `yarn config:doctor` for the tests. */
export function runDoctor(
  args: string[],
  environment: Record<string, string | undefined>,
) {
  return spawnSync(
    process.execPath,
    [join(root, 'tools/checks/configDoctor.mts'), ...args],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...withoutProxy, ...environment },
    },
  );
}
