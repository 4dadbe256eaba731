import { expect, expectRefusal, test } from '../fixtures';

const callback = '/api/auth/bitbucket/handler/frame';
const state = (values: Record<string, string>) =>
  Buffer.from(new URLSearchParams(values).toString()).toString('hex');

/** The answer to a broken callback says so by its status too, which the browser reports. */
const refusedCallback = /status of 400 .*\/handler\/frame/;

const brokenCallbacks = [
  { what: 'nothing at all', query: '', words: 'is incomplete' },
  {
    what: 'a state of rubbish',
    query: '?code=abc&state=zz',
    words: 'is incomplete',
  },
  {
    what: 'an environment that does not exist',
    query: `?code=abc&state=${state({ env: 'other', nonce: 'n' })}`,
    words: 'belongs to no sign-in that this portal knows',
  },
  {
    what: 'a nonce of another browser',
    query: `?code=abc&state=${state({ env: 'byUserId', nonce: 'n' })}`,
    words: 'was not started in this browser',
  },
];

test('a broken callback is explained on the sign-in page', async ({
  allowConsoleErrors,
  page,
  signInAs,
}) => {
  allowConsoleErrors(refusedCallback);
  for (const { what, query, words } of brokenCallbacks) {
    await test.step(`with ${what}`, async () => {
      await page.goto(`${callback}${query}`);
      await expectRefusal(page, words);
    });
  }
  await signInAs('Mira Lindqvist');
});

test('a callback works once', async ({
  allowConsoleErrors,
  context,
  openPortal,
  page,
  signInAs,
}) => {
  allowConsoleErrors(refusedCallback);
  const answered = context.waitForEvent('request', request =>
    request.url().includes(callback),
  );
  await openPortal();
  await signInAs('Mira Lindqvist');

  const url = (await answered).url();
  await context.clearCookies();
  await page.goto(url);
  await expectRefusal(page, 'or it was already answered');
});

test('a link that would take a person to another site starts nothing', async ({
  allowConsoleErrors,
  page,
  stub,
}) => {
  allowConsoleErrors(/status of 403 .*\/api\/auth\/bitbucket\/start/);
  const elsewhere = encodeURIComponent('https://elsewhere.example/');
  const answer = await page.goto(
    `/api/auth/bitbucket/start?env=byUserId&scope=account&flow=redirect&redirectUrl=${elsewhere}`,
  );
  expect(answer?.status()).toBe(403);
  await expect(
    page.getByText('must be an absolute URL of this portal'),
  ).toBeVisible();
  expect(stub.journal.entries({ path: '/site/**' })).toEqual([]);
});
