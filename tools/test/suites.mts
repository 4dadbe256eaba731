import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { findChromium } from '../lib/chromium.mts';
import { run } from '../lib/processes.mts';
import { buildWhatIsStale } from './productionBuild.mts';
import {
  judge,
  readJest,
  readNodeTest,
  readPlaywright,
  type Tally,
} from './results.mts';
import { listPackages, root } from '../lib/workspace.mts';

/** Removes the result of an earlier run, so that a crash cannot count as a success. */
function clearResult(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
}

function readResult(
  file: string,
  read: (content: string) => Tally | undefined,
): Tally | undefined {
  return existsSync(file) ? read(readFileSync(file, 'utf8')) : undefined;
}

/** The test script of a package whose tests run in the one Jest process of {@link runPackageTests}. */
const packageTest = 'backstage-cli package test';

/** Runs the Jest tests of every package in one process, so that no worker waits for the end of a package. */
export async function runPackageTests(): Promise<Tally> {
  const other = listPackages().find(
    ({ scripts }) => scripts.test && scripts.test !== packageTest,
  );
  if (other) {
    throw new Error(
      `The script "test" of ${other.name} is not "${packageTest}", so its tests would not run.`,
    );
  }
  const result = join(root, 'node_modules/.cache/package-tests/results.json');
  clearResult(result);
  const exitCode = await run(
    join(root, 'node_modules/.bin/backstage-cli'),
    [
      ...['repo', 'test', '--watchAll=false'],
      ...['--config', join(import.meta.dirname, 'jest.config.cjs')],
      // Many tests wait for a database or a timer, and do not use their core.
      `--maxWorkers=${availableParallelism() + 2}`,
      // A busy machine takes longer than Jest's default of 5 seconds.
      '--testTimeout=30000',
      '--json',
      `--outputFile=${result}`,
    ],
    { env: { ...process.env, CI: 'true' } },
  );
  return judge(readResult(result, readJest), exitCode);
}

/** Runs the tests of the tools and the benchmarks. */
export async function runToolTests(): Promise<Tally> {
  const result = join(root, 'node_modules/.cache/tool-tests/results.tap');
  clearResult(result);
  const exitCode = await run(process.execPath, [
    '--test',
    // Node.js would leave one core free.
    `--test-concurrency=${availableParallelism()}`,
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...['--test-reporter=tap', `--test-reporter-destination=${result}`],
    '{tools,bench}/**/*.test.mts',
  ]);
  return judge(readResult(result, readNodeTest), exitCode);
}

/**
 * Runs the end-to-end tests in Chromium with the production build.
 *
 * @param args - passed to Playwright, for example `signIn --headed`
 */
export async function runBrowserTests(args: string[]): Promise<Tally> {
  const result = join(root, 'e2e/test-results/results.json');
  clearResult(result);
  const headed = args.some(arg =>
    ['--headed', '--debug', '--ui'].includes(arg),
  );
  const chromium = findChromium(console.log, { headed });
  console.log(chromium.sentence);
  const buildCode = await buildWhatIsStale();
  if (buildCode !== 0) {
    console.error(
      'The production build failed, so the browser tests did not run.',
    );
    return judge(undefined, buildCode);
  }
  const exitCode = await run('yarn', ['workspace', 'e2e', 'test', ...args], {
    env: { ...process.env, CHROMIUM_PATH: chromium.path },
  });
  return judge(readResult(result, readPlaywright), exitCode);
}
