import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './workspace.mts';

/** What the search needs of the machine; tests hand in their own. */
export type Machine = {
  env: Record<string, string | undefined>;
  isExecutable(file: string): boolean;
  /** Where Playwright puts its own Chromium. */
  playwrightPath(): string;
  /** Runs a program and says whether it succeeded within the limit, in milliseconds. */
  succeeds(command: string, args: string[], limit: number): boolean;
  isRoot: boolean;
  isDebian: boolean;
};

/** Where Chromium is, and one sentence about how it was found. */
export type Found = { path: string; sentence: string };

/** How Chromium is to be used. */
export type Use = {
  /** Whether somebody wants to watch it. */
  headed?: boolean;
};

const minute = 60_000;

/** The same Chromium without its windows, which takes a third less time for the same journeys. */
const headlessShell = 'chromium-headless-shell';

const browsers = ['chromium', 'chromium-browser', 'google-chrome'];

/** The machine that the script runs on. */
export function thisMachine(): Machine {
  return {
    env: process.env,
    isExecutable(file) {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    },
    playwrightPath() {
      // Loaded only here, because it takes a while.
      const { chromium } = createRequire(import.meta.url)(
        '@playwright/test',
      ) as typeof import('@playwright/test');
      return chromium.executablePath();
    },
    succeeds(command, args, limit) {
      const { status } = spawnSync(command, args, {
        cwd: root,
        timeout: limit,
        killSignal: 'SIGKILL',
        stdio: ['ignore', 'ignore', 'ignore'],
        env: {
          ...process.env,
          DEBIAN_FRONTEND: 'noninteractive',
          PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000',
        },
      });
      return status === 0;
    },
    isRoot: process.getuid?.() === 0,
    isDebian: existsSync('/etc/debian_version'),
  };
}

function onPath(machine: Machine, names: string[]): string | undefined {
  const folders = (machine.env.PATH ?? '').split(delimiter).filter(Boolean);
  return names
    .flatMap(name => folders.map(folder => join(folder, name)))
    .find(
      file =>
        machine.isExecutable(file) &&
        // Ubuntu has scripts of these names that only advise to install a snap.
        machine.succeeds(file, ['--version'], minute / 2),
    );
}

function fromEnvironment(machine: Machine): Found | undefined {
  for (const name of ['CHROMIUM_PATH', 'PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH']) {
    const path = machine.env[name];
    if (path) {
      if (!machine.isExecutable(path)) {
        throw new Error(
          `${name} is ${path}, which is no program: correct it, or unset it to have Chromium found.`,
        );
      }
      return { path, sentence: `Chromium: ${path}, as ${name} says.` };
    }
  }
  return undefined;
}

function installWithPlaywright(machine: Machine): Found | undefined {
  const playwright = join(root, 'node_modules/.bin/playwright');
  // The browser first and the system's libraries after it: on a closed network
  // the download fails quickly, and the libraries would have been fetched in vain.
  if (!machine.succeeds(playwright, ['install', 'chromium'], 4 * minute)) {
    return undefined;
  }
  if (machine.isRoot) {
    machine.succeeds(playwright, ['install-deps', 'chromium'], 5 * minute);
  }
  const path = machine.playwrightPath();
  return machine.succeeds(path, ['--version'], minute)
    ? {
        path,
        sentence: `Chromium: found none, so Playwright downloaded one to ${path}.`,
      }
    : undefined;
}

function installWithApt(machine: Machine, { headed }: Use): string | undefined {
  if (!machine.isRoot || !machine.isDebian) {
    return undefined;
  }
  // An old package list is often good enough, so a failed update is no reason to stop.
  machine.succeeds('apt-get', ['update', '-qq'], 3 * minute);
  for (const name of headed ? ['chromium'] : [headlessShell, 'chromium']) {
    machine.succeeds(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', name],
      10 * minute,
    );
    const path = onPath(machine, [name]);
    if (path !== undefined) {
      return path;
    }
  }
  return undefined;
}

/** On a machine that exists for the tests, the faster one is worth an installation. */
function installHeadlessShell(machine: Machine): Found | undefined {
  if (!machine.env.CI || !machine.isRoot || !machine.isDebian) {
    return undefined;
  }
  machine.succeeds(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', headlessShell],
    2 * minute,
  );
  const path = onPath(machine, [headlessShell]);
  return path === undefined
    ? undefined
    : {
        path,
        sentence: `Chromium: apt-get installed ${path}, which is faster than the browser that is here.`,
      };
}

/**
 * Finds Chromium, or installs it where that needs no questions.
 *
 * @param tell - hears one sentence before an installation, which can take minutes
 * @throws Error with the command to run, when there is none and none can be installed
 */
export function findChromium(
  tell: (sentence: string) => void,
  use: Use = {},
  machine: Machine = thisMachine(),
): Found {
  const given = fromEnvironment(machine);
  if (given) {
    return given;
  }
  const shell = use.headed ? undefined : onPath(machine, [headlessShell]);
  const path = shell ?? onPath(machine, browsers);
  if (path) {
    const found = { path, sentence: `Chromium: ${path}, found on the PATH.` };
    return shell || use.headed ? found : installHeadlessShell(machine) ?? found;
  }
  const downloaded = machine.playwrightPath();
  if (machine.isExecutable(downloaded)) {
    return {
      path: downloaded,
      sentence: `Chromium: ${downloaded}, which Playwright downloaded earlier.`,
    };
  }
  tell('Chromium: found none, installing it. This can take some minutes.');
  const fetched = installWithPlaywright(machine);
  if (fetched) {
    return fetched;
  }
  const installed = installWithApt(machine, use);
  if (installed === undefined) {
    throw new Error(
      'There is no Chromium here, and none could be installed: run "yarn workspace e2e playwright install --with-deps chromium" ' +
        'or "sudo apt-get install chromium", or set CHROMIUM_PATH to one.',
    );
  }
  return {
    path: installed,
    sentence: `Chromium: found none and Playwright could not download one, so apt-get installed ${installed}.`,
  };
}
