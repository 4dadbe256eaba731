import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Image } from './image.mts';

/** How a container starts, in addition to the settings of its image. */
export interface Container {
  command: string[];
  environment?: Record<string, string>;
  /** Folders that the container can read. An empty folder at /tmp is always mounted, and writable. */
  mounts?: { folder: string; path: string }[];
  /** Names that resolve to this machine. */
  hosts?: string[];
  /** Default: the user of the image. */
  user?: string;
  /** A control group of this machine, with a limit: its folder. */
  controlGroup?: string;
}

/**
 * Runs in a separate mount namespace, with a read-only tree and only /tmp writable, like
 * `docker run --read-only --tmpfs /tmp`. An engine also provides /etc/hosts, without which `localhost`
 * does not resolve, and creates the folders of mounts. The process keeps the ID of `unshare`.
 */
const script = `
  set -e
  tree=$1 user=$2 folder=$3 hosts=$4 group=$5 mounts=$6
  shift 6
  [ -z "$group" ] || echo $$ >"$group/cgroup.procs"
  touch "$tree/etc/hosts"
  mount --bind "$tree" "$tree"
  while [ "$mounts" -gt 0 ]; do
    mkdir -p "$tree$2"
    mount --bind "$1" "$tree$2"
    mount -o remount,ro,bind "$tree$2"
    shift 2
    mounts=$((mounts - 1))
  done
  mount -o remount,ro,bind "$tree"
  mount -t tmpfs tmpfs "$tree/tmp"
  { cat /etc/hosts; for name in $hosts; do echo "127.0.0.1 $name"; done; } >"$tree/tmp/hosts"
  chmod 644 "$tree/tmp/hosts"
  mount --bind "$tree/tmp/hosts" "$tree/etc/hosts"
  mount -t proc proc "$tree/proc"
  mount --bind /dev "$tree/dev"
  chmod 1777 "$tree/tmp"
  exec setpriv --no-new-privs chroot --userspec="$user" "$tree" /usr/bin/env --chdir="$folder" "$@"`;

/**
 * Starts a command in the file tree of an image like a container engine: as its user, in its folder,
 * with its environment, a read-only root and no new privileges.
 */
export function startIn(
  image: Image,
  container: Container,
): ChildProcessByStdio<null, Readable, Readable> {
  const { command, environment = {}, mounts = [], hosts = [] } = container;
  const { Env, User, WorkingDir } = image.config;
  const variables = Object.entries(environment).map(
    ([name, value]) => `${name}=${value}`,
  );
  return spawn(
    'unshare',
    [
      ...['--mount', 'sh', '-c', script, 'sh', image.tree],
      ...[container.user ?? User, WorkingDir, hosts.join(' ')],
      ...[container.controlGroup ?? '', String(mounts.length)],
      ...mounts.flatMap(({ folder, path }) => [folder, path]),
      ...['-i', ...Env, ...variables, ...command],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
}
