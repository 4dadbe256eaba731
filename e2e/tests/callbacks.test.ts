import type { Route } from '@playwright/test';
import { expect, expectRefusal, test } from '../fixtures';

const HOUR = 60 * 60 * 1000;

const callback = '/api/auth/bitbucket/handler/frame';
const state = (values: Record<string, string>) =>
  Buffer.from(new URLSearchParams(values).toString()).toString('hex');

/** Changes the target of a redirect, like an attacker in between. */
async function changeLocation(route: Route, change: (url: URL) => void) {
  const response = await route.fetch({ maxRedirects: 0 });
  const location = new URL(response.headers().location);
  change(location);
  await route.fulfill({
    response,
    headers: { ...response.headers(), location: location.toString() },
  });
}

/** The response to an invalid callback has an error status, which the browser reports. */
const refusedCallback = /status of 400 .*\/handler\/frame/;

const brokenCallbacks = [
  { what: 'nothing at all', query: '', words: 'is incomplete' },
  {
    what: 'an invalid state',
    query: '?code=abc&state=zz',
    words: 'is incomplete',
  },
  {
    what: 'an environment that does not exist',
    query: `?code=abc&state=${state({ env: 'other', nonce: 'n' })}`,
    words: 'does not belong to a sign-in of this portal',
  },
  {
    what: 'a nonce of another browser',
    query: `?code=abc&state=${state({ env: 'byUserId', nonce: 'n' })}`,
    words: 'was not started in this browser',
  },
];

test('the sign-in page explains an invalid callback', async ({
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

test('a response with tokens is neither cached nor compressed', async ({
  context,
  openPortal,
  page,
  signInAs,
}) => {
  const encodings = new Map<string, string | undefined>();
  context.on('response', response => {
    encodings.set(response.url(), response.headers()['content-encoding']);
  });
  const answerOf = (path: string) =>
    context.waitForEvent('response', response => response.url().includes(path));
  const signedIn = answerOf(callback);
  await openPortal();
  await signInAs('Mira Lindqvist');
  const refreshed = answerOf('/api/auth/bitbucket/refresh');
  await page.reload();

  for (const answer of [await signedIn, await refreshed]) {
    expect(answer.status()).toBe(200);
    expect(answer.headers()).toMatchObject({
      'cache-control': 'no-store, no-transform',
    });
    expect(encodings.get(answer.url())).toBeUndefined();
  }
  // Other responses are compressed.
  expect([...encodings.values()]).toContain('br');
});

test('a late code is rejected', async ({
  context,
  openPortal,
  page,
  signInAs,
  stub,
  tryToSignInAs,
}) => {
  await context.route('**/site/oauth2/authorize', async route => {
    const consented = await route.fetch({ maxRedirects: 0 });
    stub.clock.advance(HOUR);
    await route.fulfill({ response: consented });
  });
  await openPortal();
  await tryToSignInAs('Mira Lindqvist');
  await expectRefusal(page, 'it was already used, or it took too long');

  await context.unrouteAll();
  await signInAs('Mira Lindqvist');
});

test('a response without a code is rejected', async ({
  context,
  openPortal,
  page,
  tryToSignInAs,
}) => {
  await context.route('**/site/oauth2/authorize', route =>
    changeLocation(route, url => url.searchParams.delete('code')),
  );
  await openPortal();
  await tryToSignInAs('Mira Lindqvist');
  await expectRefusal(page, 'contains no authorization code');
});

test('an error of the authorize page is shown with its code', async ({
  context,
  openBitbucket,
  openPortal,
  page,
}) => {
  await context.route('**/api/auth/bitbucket/start?*', route =>
    changeLocation(route, url => {
      const asked = new URLSearchParams(url.search);
      url.href = asked.get('redirect_uri') ?? '';
      url.searchParams.set('error', 'unauthorized_client');
      url.searchParams.set('state', asked.get('state') ?? '');
    }),
  );
  await openPortal();
  await openBitbucket();
  await expectRefusal(
    page,
    'Bitbucket refused to start the sign-in (unauthorized_client).',
  );
});

test('a state that would redirect to another site is stopped at the callback', async ({
  allowConsoleErrors,
  context,
  page,
  portal,
  stub,
}) => {
  allowConsoleErrors(refusedCallback);
  await context.route('**/api/auth/bitbucket/start?*', route =>
    changeLocation(route, ({ searchParams }) => {
      const values = new URLSearchParams(
        Buffer.from(searchParams.get('state') ?? '', 'hex').toString(),
      );
      values.set('redirectUrl', 'https://elsewhere.example/');
      searchParams.set('state', state(Object.fromEntries(values)));
    }),
  );
  const here = encodeURIComponent(`${portal.url}/`);
  await page.goto(
    `/api/auth/bitbucket/start?env=byUserId&scope=account&flow=redirect&redirectUrl=${here}`,
  );
  await page.getByRole('button', { name: 'Mira Lindqvist' }).click();
  await expectRefusal(page, 'The response from Bitbucket is incomplete.');
  expect(stub.journal.entries({ path: '/site/oauth2/access_token' })).toEqual(
    [],
  );
});

test('a page of another site gets no session', async ({
  context,
  openPortal,
  signInAs,
}) => {
  await openPortal('/settings');
  await signInAs('Mira Lindqvist');
  const ask = (headers: Record<string, string>) =>
    context.request.get('/api/auth/bitbucket/refresh?env=byUserId', {
      headers: { 'x-requested-with': 'XMLHttpRequest', ...headers },
    });

  const answer = await ask({ origin: 'https://elsewhere.example' });
  expect(answer.status()).toBe(403);
  expect(await answer.text()).toContain('is not allowed');
  expect((await ask({})).status()).toBe(200);
});

test('a link that would redirect to another site starts no sign-in', async ({
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
