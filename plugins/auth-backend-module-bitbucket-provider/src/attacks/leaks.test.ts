import { sessionCookie } from '@backstage-bitbucket/test-kit';
import {
  CLIENT,
  startPortal,
  type TestPortal,
} from '../__testUtils__/startPortal';

const MADE_UP = `v1.${'made-up-'.repeat(5)}abc`;

let portal: TestPortal;
beforeAll(async () => {
  portal = await startPortal({
    environments: {
      development: {},
      byEmail: {
        signIn: {
          resolvers: [{ resolver: 'emailMatchingUserEntityProfileEmail' }],
        },
      },
    },
  });
});
afterAll(() => portal.close());

it('writes no secret to its log or its audit log', async () => {
  const browser = portal.newBrowser();
  const seen: string[] = [];
  const tokensOf = (answer: any) => answer?.providerInfo?.accessToken ?? '';

  const callback = await browser.consent('Mira Lindqvist');
  seen.push(...browser.secrets(), callback.searchParams.get('state') ?? '');
  const { response } = await browser.comeBack(callback);
  seen.push(tokensOf(response), ...browser.secrets());
  seen.push(tokensOf(await browser.refresh()), ...browser.secrets());
  // The possible failures
  await browser.comeBack(callback);
  await browser.signIn('Olu Adeyemi');
  await browser.signIn('Sam Ferreira', 'byEmail');
  await browser.signIn('Cancel');
  seen.push(...browser.secrets());
  portal.registerClient({ secret: 'another-s3cret' });
  await browser.signIn('Mira Lindqvist');
  seen.push(...browser.secrets());
  browser.setCookie(sessionCookie('development'), MADE_UP);
  await browser.refresh();
  await browser.fetch(`/handler/frame?code=s3cret-c0de&state=s3cret-state`);
  await browser.logout();

  const secrets = [
    ...seen,
    CLIENT.secret,
    'another-s3cret',
    Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64'),
    MADE_UP,
    's3cret-c0de',
    's3cret-state',
  ].filter(Boolean);
  expect(secrets.length).toBeGreaterThan(15);

  const log = portal.log();
  // The output contains both logs. e2e/tests/log.test.ts tests the access log.
  for (const line of [
    'Bitbucket sign-in refused',
    '"audit","sign-in","succeeded"',
    '/handler/frame?code=[redacted]&state=[redacted]',
  ]) {
    expect(log.includes(line)).toBe(true);
  }
  expect(
    secrets.filter(
      secret =>
        log.includes(secret) || log.includes(encodeURIComponent(secret)),
    ),
  ).toEqual([]);
});

it('returns no secret to a client without a session', async () => {
  const browser = portal.newBrowser();
  for (const path of [
    '/start?env=development',
    '/start?env=nowhere',
    '/refresh?env=development',
    '/handler/frame',
    '/nowhere',
  ]) {
    const answer = await browser.fetch(path, {
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });
    expect(
      `${await answer.text()}${answer.headers.get('location')}`,
    ).not.toContain(CLIENT.secret);
  }
});
