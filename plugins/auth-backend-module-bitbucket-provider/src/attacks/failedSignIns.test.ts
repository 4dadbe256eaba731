import { createHash } from 'node:crypto';
import { advanceClock } from '../__testUtils__/clock';
import {
  ACCOUNT,
  json,
  oauthError,
  TOKEN,
} from '../__testUtils__/HostileBitbucket';
import { useSessionPortals } from '../__testUtils__/useSessionPortals';

const HOUR = 60 * 60 * 1000;

const used = useSessionPortals({ small: { sessions: {} } });

async function tryToSignIn(portal = used.portal) {
  const browser = portal.newBrowser();
  const callback = await browser.callbackOf('small');
  return browser.fetch(callback.href.slice(portal.providerUrl.length));
}

const calls = () => used.database.knex('bitbucket_auth_calls');
const hashOf = (text: string) =>
  createHash('sha256').update(text).digest('hex');
/** Returns the failed sign-ins of this test's address. */
const ofAddress = () =>
  calls().where({ consumer_hash: hashOf('failed sign-ins of 127.0.0.1') });
const failures = async () => {
  const [{ sum }] = await ofAddress().sum({ sum: 'calls' });
  return Number(sum);
};

async function expectTooMany() {
  used.bitbucket.clearRequests();
  for (const portal of [used.portal, used.second]) {
    const response = await tryToSignIn(portal);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(3_000);
    expect(await response.text()).toMatch(/failed from your network address/);
  }
  expect(used.countRequests()).toBe(0);
}

it.each([
  [
    'an account that is rejected',
    { user: json({ ...ACCOUNT, account_status: 'inactive' }) },
  ],
  [
    'an account without a user',
    { user: json({ ...ACCOUNT, uuid: ACCOUNT.uuid.replace('a1', 'b2') }) },
  ],
  ['invalid codes', { token: oauthError('invalid_grant') }],
])(
  'an address that repeatedly signs in with %s must wait, at all instances',
  async (_, answers) => {
    advanceClock(2 * HOUR);
    await calls().delete();
    used.bitbucket.answer(answers);
    expect((await tryToSignIn()).status).toBe(200);
    await used.until(async () => (await failures()) === 1);
    await ofAddress().update({ calls: 98 });
    expect((await tryToSignIn(used.second)).status).toBe(200);
    await used.until(async () => (await failures()) === 99);
    expect((await tryToSignIn()).status).toBe(200);
    await used.until(async () => (await failures()) === 100);
    await expectTooMany();
    advanceClock(HOUR);
    used.bitbucket.answer({ token: json(TOKEN), user: json(ACCOUNT) });
    expect(await (await tryToSignIn()).text()).toContain('backstageIdentity');
  },
);

it('an outage of Bitbucket does not count against an address', async () => {
  advanceClock(2 * HOUR);
  used.bitbucket.answer({ user: json({}, 503) });
  await calls().delete();
  expect((await tryToSignIn()).status).toBe(200);
  await used.until(async () => Boolean(await calls().first()));
  expect(await failures()).toBe(0);
});
