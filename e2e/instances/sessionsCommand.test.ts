import { expect } from '@playwright/test';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { repository } from '../portal/repository';
import { test } from './deployment';
import type { Instance } from './deployment/Instance';

/** Runs `./yarnw sessions` with the configuration and the environment of an instance. */
async function sessions(
  { configs, environment }: Instance,
  ...args: string[]
): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      'tools/sessions/sessions.mts',
      ...args,
      ...configs.flatMap(file => ['--config', file]),
    ],
    { cwd: repository, env: environment },
  );
  return stdout;
}

test('an operator lists and ends sessions at the command line while the portal runs', async ({
  deployment,
}) => {
  const [instance] = deployment.instances;
  const [first, second] = [deployment.visitor(), deployment.visitor()];
  await first.signIn('aiko-t');
  await second.signIn('aiko-t');
  const other = deployment.visitor();
  await other.signIn('mira_lindqvist');

  const listed = await sessions(instance, 'list', 'aiko.tanaka');
  expect(listed.trim().split('\n').length).toBeGreaterThanOrEqual(2);
  expect(listed).toContain('production  signed in');

  const ended = await sessions(
    instance,
    ...[
      'end',
      'user:default/aiko.tanaka',
      '--by',
      'on-call',
      '--reason',
      'lost',
    ],
  );
  expect(ended).toMatch(/^Ended \d+ sessions?\.\n/);
  for (const visitor of [first, second]) {
    await expect(visitor.refresh()).rejects.toThrow(
      'An administrator of the portal ended your session',
    );
  }
  await other.refresh();
  expect(await sessions(instance, 'list', 'aiko.tanaka')).toBe(
    'user:default/aiko.tanaka has no session.\n',
  );

  await sessions(
    instance,
    ...[
      'end',
      '--all',
      '--created-before',
      new Date(Date.now() + 1e8).toISOString(),
    ],
  );
  await expect(other.refresh()).rejects.toThrow();
});
