import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Servers {
  nginx: string;
  redis: string;
}

/** By command: the package of Debian that has it. */
const packages = { nginx: 'nginx-light', 'redis-server': 'redis-server' };

/** The servers that do not come as npm packages, installed where that asks no questions; or what is missing. */
export function findServers(): Servers | { missing: string } {
  const commands = Object.keys(packages) as (keyof typeof packages)[];
  const missing = commands.filter(command => !find(command));
  if (missing.length > 0) {
    install(missing.map(command => packages[command]));
  }
  const [nginx, redis] = commands.map(find);
  if (nginx && redis) {
    return { nginx, redis };
  }
  const still = commands.filter(command => !find(command));
  return {
    missing: `${still.join(
      ' and ',
    )} not found: sudo apt-get install nginx-light redis-server`,
  };
}

/** Where a daemon lies, which need not be on the PATH of a person. */
function find(command: string): string | undefined {
  return [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
    '/usr/bin',
  ]
    .map(folder => join(folder, command))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function install(names: string[]) {
  if (process.getuid?.() !== 0) {
    return;
  }
  const apt = (...args: string[]) =>
    spawnSync('apt-get', args, {
      stdio: 'ignore',
      timeout: 180_000,
      // Without the last one Debian would start them as well.
      env: {
        ...process.env,
        DEBIAN_FRONTEND: 'noninteractive',
        RUNLEVEL: '1',
      },
    });
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', ...names);
}
