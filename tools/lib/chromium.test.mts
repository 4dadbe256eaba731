import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findChromium, type Machine } from './chromium.mts';

const downloaded = '/home/me/.cache/ms-playwright/chrome';

/** A machine without programs, network or administrator permissions. */
function bareMachine(overrides: Partial<Machine> = {}): Machine {
  return {
    env: { PATH: '/usr/local/bin:/usr/bin' },
    isExecutable: () => false,
    playwrightPath: () => downloaded,
    succeeds: () => false,
    isRoot: false,
    isDebian: false,
    ...overrides,
  };
}

const silent = () => {};

describe('the search for Chromium', () => {
  it('prefers the program in the environment variable', () => {
    const machine = bareMachine({
      env: { PATH: '/usr/bin', CHROMIUM_PATH: '/opt/chromium' },
      isExecutable: () => true,
    });
    assert.equal(findChromium(silent, {}, machine).path, '/opt/chromium');
  });

  it('fails if the environment variable names a missing program', () => {
    const machine = bareMachine({ env: { CHROMIUM_PATH: '/opt/chromium' } });
    assert.throws(
      () => findChromium(silent, {}, machine),
      /CHROMIUM_PATH is \/opt\/chromium, which is not a program/,
    );
  });

  it('finds Google Chrome on the PATH', () => {
    const machine = bareMachine({
      isExecutable: file => file === '/usr/bin/google-chrome',
      succeeds: (_, args) => args.includes('--version'),
    });
    assert.equal(
      findChromium(silent, {}, machine).path,
      '/usr/bin/google-chrome',
    );
  });

  it('prefers Chromium without windows, unless the window must be visible', () => {
    const machine = bareMachine({
      isExecutable: file =>
        ['/usr/bin/chromium', '/usr/bin/chromium-headless-shell'].includes(
          file,
        ),
      succeeds: (_, args) => args.includes('--version'),
    });
    assert.equal(
      findChromium(silent, {}, machine).path,
      '/usr/bin/chromium-headless-shell',
    );
    assert.equal(
      findChromium(silent, { headed: true }, machine).path,
      '/usr/bin/chromium',
    );
  });

  it('installs Chromium without windows only in CI', () => {
    const installed: string[] = [];
    const machine = bareMachine({
      isRoot: true,
      isDebian: true,
      isExecutable: file =>
        file === '/usr/bin/chromium' ||
        (installed.length > 0 && file === '/usr/bin/chromium-headless-shell'),
      succeeds: (command, args) => {
        if (command === 'apt-get') {
          installed.push(args.at(-1)!);
        }
        return true;
      },
    });
    assert.equal(findChromium(silent, {}, machine).path, '/usr/bin/chromium');
    assert.deepEqual(installed, []);

    machine.env.CI = 'true';
    assert.equal(
      findChromium(silent, {}, machine).path,
      '/usr/bin/chromium-headless-shell',
    );
    assert.deepEqual(installed, ['chromium-headless-shell']);
  });

  it('skips a program with that name that does not run', () => {
    const machine = bareMachine({
      isExecutable: file =>
        file === downloaded || file === '/usr/bin/chromium-browser',
    });
    assert.equal(findChromium(silent, {}, machine).path, downloaded);
  });

  it('finds the one that Playwright downloaded earlier', () => {
    const machine = bareMachine({ isExecutable: file => file === downloaded });
    assert.equal(findChromium(silent, {}, machine).path, downloaded);
  });

  it('lets Playwright download one, and reports it before', () => {
    const told: string[] = [];
    const machine = bareMachine({ succeeds: () => true });
    const { path } = findChromium(sentence => told.push(sentence), {}, machine);
    assert.equal(path, downloaded);
    assert.equal(told.length, 1);
  });

  it("installs Debian's package if Playwright cannot download one", () => {
    let isInstalled = false;
    const machine = bareMachine({
      isRoot: true,
      isDebian: true,
      isExecutable: file => isInstalled && file === '/usr/bin/chromium',
      succeeds: (command, args) => {
        isInstalled ||= command === 'apt-get' && args.includes('chromium');
        return command === 'apt-get' || args.includes('--version');
      },
    });
    assert.equal(findChromium(silent, {}, machine).path, '/usr/bin/chromium');
  });

  it('names the command to run if nothing works', () => {
    assert.throws(
      () => findChromium(silent, {}, bareMachine()),
      /apt-get install chromium/,
    );
  });

  it('does not use apt-get without permission', () => {
    const commands: string[] = [];
    const machine = bareMachine({
      isDebian: true,
      succeeds: command => {
        commands.push(command);
        return false;
      },
    });
    assert.throws(() => findChromium(silent, {}, machine));
    assert.ok(!commands.includes('apt-get'));
  });
});
