import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './workspace.mts';

/** The functions of the machine that the search uses; tests replace them. */
export interface Machine {
  env: Record<string, string | undefined>;
  isExecutable(file: string): boolean;
  /** Returns the path of Playwright's own Chromium. */
  playwrightPath(): string;
  /** Runs a program and returns whether it succeeded within the limit, in milliseconds. */
  succeeds(command: string, args: string[], limit: number): boolean;
  isRoot: boolean;
  isDebian: boolean;
}

/** The path of Chromium, and one sentence about how it was found. */
export interface Found {
  path: string;
  sentence: string;
}

/** How Chromium is used. */
export interface Use {
  /** Whether the browser window must be visible. */
  headed?: boolean;
}

const minute = 60_000;

/** Chromium without windows, which takes a third less time for the same tests. */
const headlessShell = 'chromium-headless-shell';

const browsers = ['chromium', 'chromium-browser', 'google-chrome'];

/** Returns the machine that runs the script. */
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
      // Imported here because it takes a while.
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
        // Ubuntu contains scripts with these names that only recommend installing a snap.
        machine.succeeds(file, ['--version'], minute / 2),
    );
}

function fromEnvironment(machine: Machine): Found | undefined {
  for (const name of ['CHROMIUM_PATH', 'PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH']) {
    const path = machine.env[name];
    if (path) {
      if (!machine.isExecutable(path)) {
        throw new Error(
          `${name} is ${path}, which is not a program: correct it, or unset it to search for Chromium.`,
        );
      }
      return { path, sentence: `Chromium: ${path}, from ${name}.` };
    }
  }
  return undefined;
}

function installWithPlaywright(machine: Machine): Found | undefined {
  const playwright = join(root, 'node_modules/.bin/playwright');
  // The browser first, and then the system's libraries: in a closed network, the download fails quickly,
  // and the libraries would be useless.
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
        sentence: `Chromium: not found, so Playwright downloaded it to ${path}.`,
      }
    : undefined;
}

function installWithApt(machine: Machine, { headed }: Use): string | undefined {
  if (!machine.isRoot || !machine.isDebian) {
    return undefined;
  }
  // An old package list is often sufficient, so a failed update does not stop the installation.
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

/** On a CI machine, the faster one is worth an installation. */
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
        sentence: `Chromium: apt-get installed ${path}, which is faster than the installed browser.`,
      };
}

/**
 * Finds Chromium, or installs it if no confirmation is required.
 *
 * @param tell - receives one sentence before an installation, which can take minutes
 * @throws Error with the command to run, if it is missing and cannot be installed
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
  tell('Chromium: not found, installing it. This can take some minutes.');
  const fetched = installWithPlaywright(machine);
  if (fetched) {
    return fetched;
  }
  const installed = installWithApt(machine, use);
  if (installed === undefined) {
    throw new Error(
      'Chromium was not found and could not be installed: run "yarn ' +
        'workspace e2e playwright install --with-deps chromium" or "sudo ' +
        'apt-get install chromium", or set CHROMIUM_PATH to its path.',
    );
  }
  return {
    path: installed,
    sentence: `Chromium: not found, and Playwright could not download it, so apt-get installed ${installed}.`,
  };
}
