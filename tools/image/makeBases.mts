import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../lib/workspace.mts';
import { buildah } from './image.mts';

/** Returns the default of an `ARG` of the Dockerfile. */
function readDefault(name: string): string {
  const file = join(root, 'deploy/container/Dockerfile');
  const found = new RegExp(`^ARG ${name}=(.+)$`, 'm').exec(
    readFileSync(file, 'utf8'),
  );
  return found?.[1] ?? '';
}

/**
 * Provides the base images of the Dockerfile. If they cannot be pulled, a minimal Debian of the same
 * release replaces both, with this process's Node.js in one.
 *
 * @returns build arguments with their names
 */
export async function makeBases(): Promise<Record<string, string>> {
  const names = {
    NODE_IMAGE: readDefault('NODE_IMAGE'),
    BASE_IMAGE: readDefault('BASE_IMAGE'),
  };
  const isThere = Object.values(names).every(
    name =>
      spawnSync('buildah', ['pull', '--quiet', '--retry=0', name], {
        stdio: 'ignore',
        timeout: 120_000,
      }).status === 0,
  );
  if (isThere) {
    return names;
  }
  const release = /debian:(\w+)/.exec(names.BASE_IMAGE)?.[1] ?? 'stable';
  console.log(
    `${names.BASE_IMAGE} cannot be pulled; debootstrap creates a substitute.`,
  );
  const stands = {
    BASE_IMAGE: `localhost/substitute-debian:${release}`,
    NODE_IMAGE: `localhost/substitute-node:${release}`,
  };
  if (Object.values(stands).every(isMade)) {
    return stands;
  }
  const folder = mkdtempSync(join(tmpdir(), 'debian-'));
  try {
    execFileSync(
      'debootstrap',
      // Like Debian's slim image, which omits documentation.
      ['--variant=minbase', release, join(folder, 'root')],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    for (const path of [
      'usr/share/doc',
      'usr/share/man',
      'usr/share/locale',
      'var/cache/apt',
      'var/lib/apt/lists',
    ]) {
      rmSync(join(folder, 'root', path), { recursive: true, force: true });
    }
    commit(join(folder, 'root'), stands.BASE_IMAGE);
    copyFileSync(process.execPath, join(folder, 'root/usr/local/bin/node'));
    commit(join(folder, 'root'), stands.NODE_IMAGE);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return stands;
}

function isMade(name: string): boolean {
  return (
    spawnSync('buildah', ['inspect', '--type', 'image', name], {
      stdio: 'ignore',
    }).status === 0
  );
}

function commit(folder: string, name: string): void {
  const container = buildah('from', 'scratch');
  buildah('copy', '--quiet', container, folder, '/');
  buildah(
    'config',
    '--env',
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    container,
  );
  buildah('commit', '--quiet', '--rm', container, name);
}
