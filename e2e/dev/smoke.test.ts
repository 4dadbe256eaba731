import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { expectSignedInAs, press } from '../fixtures/people';
import { repository } from '../portal/repository';

const portalUrl = 'http://localhost:3000';

async function isAnswering(): Promise<boolean> {
  const answer = await fetch(portalUrl).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok ?? false;
}

const test = base.extend<{}, { session: void }>({
  /** `yarn dev`, or the one that runs here already. */
  session: [
    async ({}, use) => {
      if (!process.env.CI && (await isAnswering())) {
        await use();
        return;
      }
      const session = spawn(
        process.execPath,
        [join(repository, 'scripts/dev.mts')],
        { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] },
      );
      const ended = once(session, 'exit');
      let output = '';
      const ready = new Promise<void>((resolve, reject) => {
        const listen = (chunk: Buffer) => {
          output += chunk;
          if (output.includes('The portal is ready after')) {
            resolve();
          }
        };
        session.stdout.on('data', listen);
        session.stderr.on('data', listen);
        ended.then(() => reject(new Error(`yarn dev ended:\n${output}`)));
      });
      try {
        await ready;
        await use();
      } finally {
        session.kill('SIGTERM');
        await ended;
      }
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});

test('a contributor signs in after one command', async ({
  page,
  session: _,
}) => {
  await page.goto(portalUrl);
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in using Bitbucket' }).click();
  const bitbucket = await opened;
  await press(bitbucket, 'Mira Lindqvist', { isPopup: true });
  await expectSignedInAs(page, 'Mira Lindqvist');
  await expect(
    page.getByRole('heading', { name: 'Welcome, Mira Lindqvist' }),
  ).toBeVisible();
});
