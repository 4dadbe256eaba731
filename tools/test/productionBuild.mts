import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fingerprint } from './fingerprint.mts';
import { lerna, lernaEnvironment } from '../lib/lerna.mts';
import { runQuietly } from '../lib/processes.mts';
import { root } from '../lib/workspace.mts';

/** Packages that are not part of a production build. */
const forTests = ['bitbucket-cloud-stub', 'test-kit'];
const inputs = [
  ...readdirSync(join(root, 'packages'))
    .filter(name => !forTests.includes(name))
    .map(name => `packages/${name}`),
  'plugins',
  'app-config.yaml',
  'package.json',
  'tsconfig.json',
  'yarn.lock',
];
const outputs = [
  'packages/app/dist/index.html',
  'packages/backend/dist/bundle.tar.gz',
  'packages/backend/dist/skeleton.tar.gz',
];
const record = join(root, 'node_modules/.cache/production-build/inputs');

function isFresh(current: string): boolean {
  return (
    outputs.every(file => existsSync(join(root, file))) &&
    existsSync(record) &&
    readFileSync(record, 'utf8') === current
  );
}

/**
 * Builds the front end and the backend for production, unless the last build was made from the same
 * sources.
 *
 * @returns the exit code of the build, 0 if there was nothing to do
 */
export async function buildWhatIsStale(): Promise<number> {
  const current = fingerprint(root, inputs);
  if (isFresh(current)) {
    console.log('The production build is up to date.');
    return 0;
  }
  console.log('Building the portal for production …');
  const startedAt = Date.now();
  rmSync(record, { force: true });
  // The backend's build also builds the front end, because it contains it.
  const code = await runQuietly(
    lerna,
    ['run', 'build', '--stream', '--loglevel', 'error', '--scope', 'backend'],
    { env: lernaEnvironment() },
  );
  if (code === 0) {
    mkdirSync(dirname(record), { recursive: true });
    writeFileSync(record, current);
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    console.log(`The production build took ${seconds} s.`);
  }
  return code;
}
