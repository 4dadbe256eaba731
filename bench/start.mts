// Measures how long `./yarnw dev` takes from a fresh clone without caches to a usable sign-in page, and
// how long the second start takes. Measures the last commit.
import { chromium } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from '@playwright/test';
import { describeFailure } from 'tools/lib/describeFailure.mts';
import { freshEnvironment } from './lib/benchEnvironment.mts';
import { takeNoArguments } from 'tools/lib/commandLine.mts';
import { findChromium } from 'tools/lib/chromium.mts';
import { isReady, partsOf, type Part } from 'tools/dev/parts.mts';
import { complainAboutTakenPorts, isTaken } from 'tools/lib/ports.mts';
import { endGroup, endOf, run, startGroup } from 'tools/lib/processes.mts';
import { root } from 'tools/lib/workspace.mts';

const help = `Usage: yarn bench:start

Measures how long the last commit takes from a fresh clone to a usable sign-in page, and for a second start.`;

const goals = { first: 180, second: 25 };
const limitInSeconds = 900;
const parts = partsOf('stub');
const [frontEnd, ...others] = parts;

async function launchBrowser(): Promise<Browser> {
  const { path, sentence } = findChromium(console.log);
  console.log(sentence);
  return chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  });
}

async function waitUntilReady(part: Part, signal: AbortSignal): Promise<void> {
  while (!(await isReady(part))) {
    await wait(200, undefined, { signal });
  }
}

/** Resolves when a user could press the button. */
async function waitForSignInPage(
  browser: Browser,
  signal: AbortSignal,
): Promise<void> {
  // A browser that sends requests before the front end responds would slow down its start.
  await waitUntilReady(frontEnd, signal);
  const page = await browser.newPage();
  const button = page.getByRole('button', { name: 'Sign in using Bitbucket' });
  await page.goto(frontEnd.url);
  await button.waitFor({ timeout: limitInSeconds * 1000 });
  // The button only works when the backend and the stub respond.
  for (const part of others) {
    await waitUntilReady(part, signal);
  }
  await page.close();
}

interface Measurement {
  clone: string;
  env: Record<string, string | undefined>;
  browser: Browser;
  /** Ends the measurement when the user presses Ctrl-C. */
  signal: AbortSignal;
}

/** @returns the seconds from the command to the usable sign-in page */
async function measure(measurement: Measurement): Promise<number> {
  const { clone, env, browser } = measurement;
  const startedAt = performance.now();
  const child = startGroup('./yarnw', ['dev'], {
    cwd: clone,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output = (output + chunk).slice(-8000);
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const giveUp = AbortSignal.any([
    measurement.signal,
    AbortSignal.timeout(limitInSeconds * 1000),
  ]);
  const ended = endOf(child);
  try {
    const isUsable = await Promise.race([
      waitForSignInPage(browser, giveUp).then(
        () => true,
        () => false,
      ),
      ended.then(() => false),
    ]);
    if (!isUsable) {
      throw new Error(`The sign-in page did not appear:\n${output}`);
    }
    return (performance.now() - startedAt) / 1000;
  } finally {
    // "yarn dev" runs its parts in a separate process group and ends them on this signal.
    child.kill('SIGTERM');
    await ended;
    await endGroup(child);
  }
}

async function waitForFreePorts(): Promise<void> {
  const deadline = Date.now() + 15_000;
  for (const { port, usedFor } of parts) {
    while (await isTaken(port)) {
      if (Date.now() > deadline) {
        throw new Error(
          `${usedFor} still uses port ${port} although "yarn dev" has ended.`,
        );
      }
      await wait(100);
    }
  }
}

async function measureBoth(
  folder: string,
  signal: AbortSignal,
): Promise<number> {
  const clone = join(folder, 'portal');
  const env = freshEnvironment(process.env, join(folder, 'caches'), root);
  if ((await run('git', ['clone', '--quiet', root, clone])) !== 0) {
    throw new Error(
      'The repository could not be cloned (see the git output above).',
    );
  }
  const browser = await launchBrowser();
  try {
    console.log('First start, nothing cached …');
    const first = await measure({ clone, env, browser, signal });
    await waitForFreePorts();
    console.log('Second start …');
    const second = await measure({ clone, env, browser, signal });
    console.log(`First start:  ${first.toFixed(1)} s (goal ${goals.first} s)`);
    console.log(
      `Second start: ${second.toFixed(1)} s (goal ${goals.second} s)`,
    );
    return first <= goals.first && second <= goals.second ? 0 : 1;
  } finally {
    await browser.close();
  }
}

async function main(): Promise<number> {
  takeNoArguments(help);
  const complaints = await complainAboutTakenPorts(parts);
  if (complaints.length > 0) {
    complaints.forEach(complaint => console.error(complaint));
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), 'bench-start-'));
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => interrupted.abort());
  }
  try {
    return await measureBoth(folder, interrupted.signal);
  } catch (error) {
    console.error(describeFailure(error));
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().then(code => process.exit(code));
