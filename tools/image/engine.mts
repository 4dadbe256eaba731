import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { run } from '../lib/processes.mts';
import { root } from '../lib/workspace.mts';

/** A program that builds images from a Dockerfile. */
export type Engine = 'docker' | 'podman' | 'buildah';

const probes: [Engine, string[]][] = [
  // `docker --version` answers where only the client is.
  ['docker', ['info']],
  ['podman', ['info']],
  ['buildah', ['--version']],
];

/** The first engine that works on this machine. */
export function findEngine(): Engine | undefined {
  for (const [engine, args] of probes) {
    const { status } = spawnSync(engine, args, { stdio: 'ignore' });
    if (status === 0) {
      return engine;
    }
  }
  return undefined;
}

/**
 * Builds `deploy/container/Dockerfile`, showing what the engine prints.
 *
 * @param buildArguments - values for the `ARG`s of the Dockerfile
 * @param more - further arguments for the engine
 * @returns The exit code of the engine
 */
export function buildImage(
  engine: Engine,
  tag: string,
  buildArguments: Record<string, string> = {},
  more: string[] = [],
): Promise<number> {
  // OCI's own format has no HEALTHCHECK; Docker writes its own anyway.
  const format = engine === 'docker' ? [] : ['--format', 'docker'];
  const certificates = process.env.NODE_EXTRA_CA_CERTS;
  return run(engine, [
    'build',
    ...format,
    ...['--file', 'deploy/container/Dockerfile', '--tag', tag],
    ...Object.entries(buildArguments).flatMap(([name, value]) => [
      '--build-arg',
      `${name}=${value}`,
    ]),
    ...(certificates && existsSync(certificates)
      ? ['--secret', `id=ca,src=${certificates}`]
      : []),
    ...more,
    root,
  ]);
}
