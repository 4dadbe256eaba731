import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { press } from '../fixtures/people';
import { repository } from '../portal/repository';

/** A line of the banner, with a user of the catalog who has an account at the stub. */
const userInBanner = /The portal is ready after[^]*?^ {2}(\S.*?) {2,}user:/m;

const portalUrl = 'http://localhost:3000';

async function isAnswering(): Promise<boolean> {
  const answer = await fetch(portalUrl).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok ?? false;
}

const test = base.extend<{}, { person: string }>({
  /** A user who can sign in to `yarn dev`, or to an instance that already runs. */
  person: [
    async ({}, use) => {
      if (!process.env.CI && (await isAnswering())) {
        await use('Mira Lindqvist');
        return;
      }
      const session = spawn(
        process.execPath,
        [join(repository, 'tools/dev/dev.mts')],
        { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] },
      );
      const ended = once(session, 'exit');
      let output = '';
      const ready = new Promise<string>((resolve, reject) => {
        const listen = (chunk: Buffer) => {
          output += chunk;
          const [, person] = userInBanner.exec(output) ?? [];
          if (person) {
            resolve(person);
          }
        };
        session.stdout.on('data', listen);
        session.stderr.on('data', listen);
        ended.then(() => reject(new Error(`yarn dev ended:\n${output}`)));
      });
      try {
        await use(await ready);
      } finally {
        session.kill('SIGTERM');
        await ended;
      }
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});

// All tests use one instance.
test.describe.configure({ mode: 'default' });

test('a contributor signs in after one command', async ({ page, person }) => {
  await page.goto(portalUrl);
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in using Bitbucket' }).click();
  const bitbucket = await opened;
  await press(bitbucket, person, { isPopup: true });
  await expect(page.getByRole('heading', { name: /^Welcome, / })).toBeVisible();
});

test('the portal accepts the webhook of a push at the stub', async ({
  person,
  request,
}) => {
  expect(person).not.toBe('');
  const response = await request.post(
    'http://localhost:7100/_stub/push/harbour-bikes/booking-api',
    {
      headers: { 'X-Stub-Control': '1' },
      data: { files: { 'README.md': `Pushed at ${new Date().toISOString()}` } },
    },
  );
  const { deliveries } = await response.json();
  expect(deliveries).toMatchObject([{ event: 'repo:push', attempts: [202] }]);
});
