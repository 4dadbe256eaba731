import { randomBytes } from 'node:crypto';
import { sessionCookie } from '@backstage-bitbucket/test-kit';
import { advanceClock } from '../__testUtils__/clock';
import { ACCOUNT } from '../__testUtils__/HostileBitbucket';
import {
  ajax,
  expectRefused,
  refresh,
  useSessionPortals,
} from '../__testUtils__/useSessionPortals';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

const used = useSessionPortals({ other: { sessions: {} } });

const table = () => used.database.knex('bitbucket_auth_sessions');
const withCookie = (value: string, env = 'development') => {
  const browser = used.portal.newBrowser();
  browser.setCookie(sessionCookie(env), value);
  return browser;
};

const own = (secret: string) => Buffer.from(secret.slice(3), 'base64url');
const encode = (bytes: Buffer) => `v1.${bytes.toString('base64url')}`;

describe('a cookie', () => {
  it.each<[string, (secret: string) => string]>([
    ['without a session', () => encode(randomBytes(32))],
    ['that is truncated', secret => secret.slice(0, -1)],
    [
      'with a different last bit',
      secret => {
        const bytes = own(secret);
        bytes[31] ^= 1;
        return encode(bytes);
      },
    ],
    [
      'with a different first bit',
      secret => {
        const bytes = own(secret);
        bytes[0] ^= 128;
        return encode(bytes);
      },
    ],
    ['of 8 kB', () => `v1.${randomBytes(6000).toString('base64url')}`],
    ['of another version', secret => secret.replace('v1', 'v2')],
    ['with the hash from the database', () => ''],
    [
      'that is a query parameter',
      () =>
        `v1.${'%27%20OR%201=1--'.padEnd(43, 'A')}${randomBytes(4).toString(
          'hex',
        )}`,
    ],
  ])(
    '%s is rejected with a clear message, and recorded once',
    async (name, change) => {
      const owner = await used.signIn('development');
      const secret = owner.session('development') ?? '';
      const value = name.includes('hash')
        ? `v1.${(await used.row()).id_hash.slice(0, 43)}`
        : change(secret);
      used.portal.audited.length = 0;
      const browser = withCookie(value);
      await expectRefused(browser, /does not know your session/);
      await expectRefused(browser, /does not know your session/);
      expect(used.portal.audited).toMatchObject([
        { eventId: 'session-refresh', status: 'failed' },
      ]);
      // It does not end another session, and does not prevent its own sign-out.
      const signOut = await browser.fetch('/logout?env=development', {
        method: 'POST',
        headers: ajax,
      });
      expect(signOut.status).toBe(200);
      expect(browser.session('development')).toBeUndefined();
      expect((await refresh(owner, 'development')).status).toBe(200);
    },
  );

  it('of another environment is rejected there, and remains valid in its own', async () => {
    const browser = await used.signIn('development');
    const thief = withCookie(browser.session('development') ?? '', 'other');
    await expectRefused(thief, /does not know your session/, 'other');
    expect((await refresh(browser, 'development')).status).toBe(200);
  });

  it.each(['', 'GET'])('in the query is ignored', async () => {
    const browser = await used.signIn('development');
    const secret = browser.session('development') ?? '';
    const answer = await used.portal
      .newBrowser()
      .fetch(
        `/refresh?env=development&${sessionCookie('development')}=${secret}`,
        {
          headers: ajax,
        },
      );
    expect(answer.status).toBe(401);
    expect(used.portal.log()).not.toContain('unhandled');
  });

  it('is new after each sign-in, and never the cookie that the browser sent', async () => {
    const planted = encode(randomBytes(32));
    const browser = withCookie(planted);
    await browser.comeBack(await browser.callbackOf('development'));
    const first = browser.session('development');
    expect(first).not.toBe(planted);
    await browser.comeBack(await browser.callbackOf('development'));
    expect(browser.session('development')).not.toBe(first);
    await expectRefused(withCookie(planted), /does not know your session/);
    // For the same account, open tabs remain signed in for a minute.
    const tab = withCookie(first ?? '');
    expect((await refresh(tab, 'development')).status).toBe(200);
    advanceClock(MINUTE + 1);
    await expectRefused(tab, /the earlier session ended/);
  });
});

describe('a database dump', () => {
  it('contains no token, no cookie and no name of the account', async () => {
    const browser = await used.signIn('development');
    const dump = JSON.stringify(await table());
    const [, secret] = (browser.session('development') ?? '').split('.');
    const { payload } = await used.row();
    const bytes = Buffer.from(payload, 'base64url').toString('latin1');
    for (const each of [
      secret,
      own(`v1.${secret}`).toString('hex'),
      browser.attempt('development'),
      'access-t0ken',
      'refresh-t0ken',
      ACCOUNT.display_name,
    ]) {
      expect(dump).not.toContain(each);
      expect(bytes).not.toContain(each);
    }
  });
});

describe('a modified row', () => {
  const flip = (payload: string, at: number) => {
    const bytes = Buffer.from(payload, 'base64url');
    bytes[at < 0 ? bytes.length + at : at] ^= 1;
    return bytes.toString('base64url');
  };

  it.each<[string, (row: any, victim: any) => object]>([
    ['the account', () => ({ account_uuid: '{of-another-account}' })],
    ['the time of its sign-in', row => ({ created_at: row.created_at + 1 })],
    ['its expiry', row => ({ expires_at: Number(row.expires_at) + DAY })],
    ['its last check', row => ({ checked_at: Number(row.checked_at) + 1 })],
    ['the version of its payload', () => ({ payload_version: 2 })],
    ['an older format', () => ({ format: 0 })],
    ['a bit of the nonce', row => ({ payload: flip(row.payload, 0) })],
    ['a bit of the payload', row => ({ payload: flip(row.payload, 40) })],
    ['a bit of the tag', row => ({ payload: flip(row.payload, -1) })],
    ['a truncated payload', row => ({ payload: row.payload.slice(0, -4) })],
    ['an empty payload', () => ({ payload: '' })],
    ['no payload', () => ({ payload: null })],
    [
      'the payload of another session',
      (_, victim) => ({ payload: victim.payload }),
    ],
    [
      'payload and account of another session',
      (_, { payload, account_uuid, created_at, expires_at, checked_at }) => ({
        payload,
        account_uuid,
        created_at,
        expires_at,
        checked_at,
      }),
    ],
  ])('with %s invalidates the session', async (_, change) => {
    await used.signIn('development');
    const victim = await used.row();
    advanceClock(1);
    const browser = await used.signIn('development');
    await used.alter(change(await used.row(), victim));
    used.portal.audited.length = 0;
    await expectRefused(browser, /cannot read your session/);
    await expectRefused(browser, /cannot read your session/);
    expect(used.portal.audited).toMatchObject([
      { eventId: 'session-end', meta: { reason: 'damaged', by: 'portal' } },
    ]);
    const { ended_at } = await table().where(victim).first();
    expect(ended_at).toBeNull();
  });

  it('with another environment is invalid in both', async () => {
    const browser = await used.signIn('development');
    await used.alter({ environment: 'other' });
    await expectRefused(browser, /does not know your session/);
    const thief = withCookie(browser.session('development') ?? '', 'other');
    await expectRefused(thief, /cannot read your session/, 'other');
    expect((await used.row()).end_reason).toBe('damaged');
  });

  it('with another user belongs to its account', async () => {
    const browser = await used.signIn('development');
    await used.alter({ user_entity_ref: 'user:default/admin' });
    const { body } = await refresh(browser, 'development');
    expect(body.backstageIdentity.identity.userEntityRef).toBe(
      'user:default/mira',
    );
    await used.until(
      async () => (await used.row()).user_entity_ref === 'user:default/mira',
    );
  });

  it('with a newer format waits for the update of this instance', async () => {
    const browser = await used.signIn('development');
    await used.alter({ format: 2 });
    expect(await refresh(browser, 'development')).toMatchObject({
      status: 503,
      retryAfter: 2,
      setCookies: [],
    });
    await used.alter({ format: 1 });
    expect((await refresh(browser, 'development')).status).toBe(200);
  });

  it('that was copied to the ID of another cookie cannot be decrypted', async () => {
    const mira = await used.signIn('development');
    const { payload, ...columns } = await used.row();
    const thief = await used.signIn('development');
    const { id_hash, public_id } = await used.row();
    await table().where({ id_hash }).delete();
    await table().insert({ ...columns, payload, id_hash, public_id });
    await expectRefused(thief, /cannot read your session/);
    expect((await refresh(mira, 'development')).status).toBe(200);
  });
});
