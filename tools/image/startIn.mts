import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Image } from './image.mts';

/**
 * Runs in a separate mount namespace, with a read-only tree and only /tmp writable, like
 * `docker run --read-only --tmpfs /tmp`. An engine also provides /etc/hosts, without which `localhost`
 * does not resolve.
 */
const script = `
  touch "$1/etc/hosts" && mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && mount --bind /etc/hosts "$1/etc/hosts" && mount -t tmpfs tmpfs "$1/tmp" &&
  mount -t proc proc "$1/proc" && mount --bind /dev "$1/dev" && cp -r "$2"/. "$1/tmp/" && chmod -R a+rX "$1/tmp" && chmod 1777 "$1/tmp" &&
  tree=$1 user=$3 folder=$4 && shift 4 &&
  exec chroot --userspec="$user" "$tree" /usr/bin/env --chdir="$folder" "$@"`;

/**
 * Starts a command in the file tree of an image like a container engine: as its user, in its folder,
 * with its environment and a read-only root.
 *
 * @param settings - a folder whose files are copied to /tmp
 */
export function startIn(
  image: Image,
  command: string[],
  settings: string,
): ChildProcessByStdio<null, Readable, Readable> {
  const { Env, User, WorkingDir } = image.config;
  const where = ['sh', image.tree, settings, User, WorkingDir];
  return spawn(
    'unshare',
    ['--mount', 'sh', '-c', script, ...where, '-i', ...Env, ...command],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
}
