import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findServer } from './findServer.ts';

/** The Debian package of each command. */
const packages = { nginx: 'nginx-light', 'redis-server': 'redis-server' };
const commands = Object.keys(packages) as (keyof typeof packages)[];

/**
 * Finds the servers that are not available from npm. As root on Debian it installs the missing ones.
 *
 * @returns the paths of the commands, or a message about missing servers
 */
export function installServers():
  | { nginx: string; redis: string }
  | { missing: string } {
  const toInstall = commands.filter(command => !findServer(command));
  if (toInstall.length > 0) {
    installPackages(toInstall.map(command => packages[command]));
  }
  const [nginx, redis] = commands.map(findServer);
  if (nginx && redis) {
    return { nginx, redis };
  }
  const missing = commands.filter(command => !findServer(command));
  return {
    missing: `${missing.join(
      ' and ',
    )} not found: sudo apt-get install nginx-light redis-server`,
  };
}

/**
 * Finds the command that tests the rules of Prometheus. As root on Debian it installs it if it is missing.
 *
 * @returns the path of the command, or a message
 */
export function installPromtool(): { promtool: string } | { missing: string } {
  const promtool = findOrInstall('promtool', 'prometheus');
  return promtool
    ? { promtool }
    : { missing: 'promtool not found: sudo apt-get install prometheus' };
}

/**
 * Finds PgBouncer. As root on Debian it installs it if it is missing.
 *
 * @returns the path of the command, or a message
 */
export function installPgbouncer():
  | { pgbouncer: string }
  | { missing: string } {
  const pgbouncer = findOrInstall('pgbouncer', 'pgbouncer');
  return pgbouncer
    ? { pgbouncer }
    : { missing: 'pgbouncer not found: sudo apt-get install pgbouncer' };
}

/** Where Debian installs the versions of PostgreSQL. */
const POSTGRES_VERSIONS = '/usr/lib/postgresql';

/**
 * Finds a PostgreSQL server with `pg_dump` of the same version, which npm does not have. As root on Debian
 * it installs it if it is missing.
 *
 * @returns the folder for `startPostgres`, or a message
 */
export function installPostgres(): { folder: string } | { missing: string } {
  if (!findPostgresVersion()) {
    installPackages(['postgresql']);
  }
  const folder = findPostgresVersion();
  return folder
    ? { folder }
    : { missing: 'PostgreSQL not found: sudo apt-get install postgresql' };
}

function findPostgresVersion(): string | undefined {
  return (existsSync(POSTGRES_VERSIONS) ? readdirSync(POSTGRES_VERSIONS) : [])
    .map(version => join(POSTGRES_VERSIONS, version))
    .find(folder =>
      ['postgres', 'initdb', 'pg_dump', 'pg_restore'].every(name =>
        existsSync(join(folder, 'bin', name)),
      ),
    );
}

function findOrInstall(command: string, name: string): string | undefined {
  if (!findServer(command)) {
    installPackages([name]);
  }
  return findServer(command);
}

/** As root on Debian, installs packages. Otherwise, or if that fails, it does nothing. */
export function installPackages(names: string[]): void {
  if (process.getuid?.() !== 0) {
    return;
  }
  const apt = (...args: string[]) =>
    spawnSync('apt-get', args, {
      stdio: 'ignore',
      timeout: 180_000,
      env: {
        ...process.env,
        DEBIAN_FRONTEND: 'noninteractive',
        // Debian does not start the servers after the installation.
        RUNLEVEL: '1',
      },
    });
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', ...names);
}
