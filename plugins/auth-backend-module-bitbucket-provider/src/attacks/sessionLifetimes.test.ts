import { advanceClock } from '../__testUtils__/clock';
import {
  ajax,
  expectRefused,
  refresh,
  useSessionPortals,
} from '../__testUtils__/useSessionPortals';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

const RESTORED_AT = Date.now();

const used = useSessionPortals({
  restored: { sessions: { notBefore: new Date(RESTORED_AT).toISOString() } },
});

describe('a session', () => {
  it('is valid for 30 days after its last use', async () => {
    const browser = await used.signIn('development');
    for (const _ of [1, 2]) {
      const { last_used_at } = await used.row();
      advanceClock(29 * DAY);
      expect((await refresh(browser, 'development')).status).toBe(200);
      await used.until(
        async () => (await used.row()).last_used_at > last_used_at,
      );
    }
    advanceClock(30 * DAY + 2 * MINUTE);
    await expectRefused(browser, /has expired/);
    expect((await used.row()).end_reason).toBe('expired');
  });

  it('is valid for 72 to 90 days after the sign-in', async () => {
    const browser = await used.signIn('development');
    const { created_at, expires_at } = await used.row();
    const days = (expires_at - created_at) / DAY;
    expect(days).toBeGreaterThanOrEqual(72);
    expect(days).toBeLessThanOrEqual(90);
    while (Date.now() + 20 * DAY < expires_at) {
      const { last_used_at } = await used.row();
      advanceClock(20 * DAY);
      expect((await refresh(browser, 'development')).status).toBe(200);
      await used.until(
        async () => (await used.row()).last_used_at > last_used_at,
      );
    }
    advanceClock(21 * DAY);
    await expectRefused(browser, /has expired/);
  });

  it('is invalid if it began before sessions.notBefore', async () => {
    const age = Date.now() - RESTORED_AT + MINUTE;
    advanceClock(-age);
    const browser = await used.signIn('restored');
    advanceClock(age);
    await expectRefused(browser, /has expired/, 'restored');
    expect((await used.row()).end_reason).toBe('expired');
  });

  it('survives an outage of the database, and a sign-out during it takes effect later', async () => {
    const browser = await used.signIn('development');
    const { knex } = used.database;
    const callback = await browser.callbackOf('development');
    await knex.schema.renameTable('bitbucket_auth_sessions', 'away');
    await knex.schema.renameTable('bitbucket_auth_attempts', 'attempts_away');
    const pages = [
      await browser.fetch('/start?env=development'),
      await browser.fetch(callback.href.slice(used.portal.providerUrl.length)),
    ];
    await knex.schema.renameTable('attempts_away', 'bitbucket_auth_attempts');
    for (const page of pages) {
      expect(page.status).toBe(503);
      expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await page.text()).toContain('cannot read its sessions');
    }
    const answers = [];
    for (let count = 1; count <= 4; count++) {
      answers.push(await refresh(browser, 'development'));
    }
    const signOut = await browser.fetch('/logout?env=development', {
      method: 'POST',
      headers: ajax,
    });
    const { message } = await signOut.json();
    await knex.schema.renameTable('away', 'bitbucket_auth_sessions');
    for (const { status, retryAfter, setCookies } of answers) {
      expect({ status, setCookies }).toEqual({ status: 503, setCookies: [] });
      expect(retryAfter).toBeGreaterThan(0);
    }
    expect(signOut.status).toBe(200);
    expect(message).toMatch(/^You are signed out in this browser/);
    expect(browser.session('development')).toBeUndefined();
    advanceClock(MINUTE);
    await used.until(async () => (await used.row()).end_reason !== null);
    expect((await used.row()).end_reason).toBe('signed_out');
  }, 30_000);
});
