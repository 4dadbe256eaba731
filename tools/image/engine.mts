import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { run } from '../lib/processes.mts';
import { root } from '../lib/workspace.mts';

/** A program that builds images from a Dockerfile. */
export type Engine = 'docker' | 'podman' | 'buildah';

const probes: [Engine, string[]][] = [
  // `docker --version` also succeeds if only the client is installed.
  ['docker', ['info']],
  ['podman', ['info']],
  ['buildah', ['--version']],
];

/** Returns the first engine that works on this machine. */
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
 * Builds `deploy/container/Dockerfile`, and shows the output of the engine.
 *
 * @param buildArguments - values for the `ARG`s of the Dockerfile
 * @param more - additional arguments for the engine
 * @returns the exit code of the engine
 */
export function buildImage(
  engine: Engine,
  tag: string,
  buildArguments: Record<string, string> = {},
  more: string[] = [],
): Promise<number> {
  // OCI's own format has no HEALTHCHECK. Docker always uses its own format.
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
