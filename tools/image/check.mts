// Builds the image with Buildah, starts its file tree as deploy/kubernetes describes the pod (its command,
// environment, files, user, read-only root and memory limit) with PostgreSQL, Redis and the stub, and signs in a
// user. Requires root on Linux. If Debian's and Node.js's images cannot be pulled, debootstrap creates substitutes.
import { parse } from 'yaml';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { describeFailure } from '../lib/describeFailure.mts';
import { takeNoArguments } from '../lib/commandLine.mts';
import { listPackages, root } from '../lib/workspace.mts';
import { makeBases } from './makeBases.mts';
import { buildImage } from './engine.mts';
import { buildah, Image } from './image.mts';
import { runDoctor, runPortal } from './runPortal.mts';

const help = `Usage: yarn image:check

Builds the image with Buildah, starts it and signs in a user. Requires root on Linux.`;

const tag = 'localhost/portal:check';
/** The limit for the whole image, uncompressed. */
const mostMegabytes = 400;

function check(isTrue: boolean, sentence: string): void {
  if (!isTrue) {
    throw new Error(sentence);
  }
  console.log(`  ${sentence}`);
}

/** Shares Yarn's downloads, so that the build does not download them again. */
function shareDownloads(): string[] {
  const downloads = join(homedir(), '.yarn/berry/cache');
  return existsSync(downloads)
    ? ['--volume', `${downloads}:/root/.yarn/berry/cache`]
    : [];
}

/**
 * Shares installed and built files, which saves half of this check. A build on another machine creates
 * them, like ./yarnw in a fresh clone.
 */
function shareMade(): string[] {
  const packages = listPackages().map(({ folder }) => relative(root, folder));
  return ['', ...packages]
    .map(folder => join(folder, 'node_modules'))
    .concat(['packages/app/dist', 'packages/backend/dist'])
    .filter(folder => existsSync(join(root, folder)))
    .flatMap(folder => [
      '--volume',
      `${join(root, folder)}:${join('/src', folder)}`,
    ]);
}

/** Buildah leaves empty folders at its mount points. */
function hasFiles(folder: string): boolean {
  return (
    existsSync(folder) &&
    readdirSync(folder, { recursive: true, withFileTypes: true }).some(
      entry => !entry.isDirectory(),
    )
  );
}

/** Compares the plugins of the portal with the pools of PgBouncer, whose number a test compares with the doctor. */
function compareWithPools(connected: string[]) {
  const file = join(
    root,
    'deploy/kubernetes/pgbouncer/app-config.pgbouncer.yaml',
  );
  const { plugin } = parse(readFileSync(file, 'utf8')).backend.database;
  return {
    pooled: Object.keys(plugin).length,
    unknown: connected.filter(name => !Object.hasOwn(plugin, name)),
  };
}

async function main(): Promise<void> {
  takeNoArguments(help);
  if (process.getuid?.() !== 0 || process.platform !== 'linux') {
    throw new Error(
      'This command requires root on Linux, to create file systems.',
    );
  }
  process.env.STORAGE_DRIVER ??= 'vfs';
  process.env.BUILDAH_ISOLATION ??= 'chroot';
  const bases = await makeBases();
  const code = await buildImage('buildah', tag, bases, [
    ...shareDownloads(),
    ...shareMade(),
  ]);
  if (code !== 0) {
    throw new Error(
      "The image could not be built; see Buildah's output above.",
    );
  }
  const image = Image.open(tag);
  try {
    const megabytes = image.megabytes();
    check(megabytes < mostMegabytes, `The image has ${megabytes} MB.`);
    for (const name of ['sbom.cdx.json', 'licences.txt']) {
      const file = join(image.tree, 'portal', name);
      check(
        existsSync(file) && statSync(file).size > 10_000,
        `It contains ${name}.`,
      );
    }
    for (const name of ['src', 'portal/e2e', 'portal/.yarn']) {
      check(!hasFiles(join(image.tree, name)), `/${name} is empty.`);
    }
    const said = await runDoctor(image);
    check(
      // A fork can have its address in a file, but not its secrets.
      /^problem +\S+\.clientSecret is missing/m.test(said) &&
        said.trimEnd().endsWith('is not fit for production.'),
      `Its own command reports what production requires: ${said
        .trimEnd()
        .split('\n')
        .at(-1)}`,
    );
    const seen = await runPortal(image);
    const { pod } = seen;
    check(seen.user === pod.user, `The portal runs as ${seen.user}.`);
    check(
      seen.isReadOnly && pod.isReadOnly,
      'Its root file system is read-only.',
    );
    console.log(
      seen.isLimited
        ? `  Its memory is limited to ${pod.bytes / 2 ** 20} MiB.`
        : '  Its memory is not limited, because this machine allows no control groups.',
    );
    check(
      seen.userEntityRef === seen.expectedRef,
      `It signed in ${seen.userEntityRef}.`,
    );
    check(
      /^bitbucket_auth_sign_ins_total\{.*outcome="succeeded".*\} [1-9]/m.test(
        seen.metrics,
      ) && /^portal_ready(?:\{.*\})? 1\b/m.test(seen.metrics),
      'Prometheus can read that it is ready, and the sign-in.',
    );
    const { pooled, unknown } = compareWithPools(seen.databasePlugins);
    check(
      unknown.length === 0,
      unknown.length === 0
        ? `The doctor and PgBouncer know its ${pooled} plugins with a connection pool.`
        : `deploy/kubernetes/pgbouncer has no pool for ${unknown.join(', ')}.`,
    );
    check(
      seen.exitCode === 0,
      `After SIGTERM, it exited with ${seen.exitCode}.`,
    );
    check(
      seen.secondsToEnd < pod.secondsToEnd,
      `The shutdown took ${seen.secondsToEnd.toFixed(1)} of ${
        pod.secondsToEnd
      } s.`,
    );
    console.log(
      `  From start to ready: ${seen.secondsToStart.toFixed(
        1,
      )} s; memory then: ${seen.megabytes} MB.`,
    );
  } finally {
    image.close();
    buildah('rmi', '--force', tag);
  }
}

main().catch(error => {
  console.error(describeFailure(error));
  process.exitCode = 1;
});
