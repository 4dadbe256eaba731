import { advanceClock } from '../__testUtils__/clock';
import { json } from '../__testUtils__/HostileBitbucket';
import {
  ok,
  refresh,
  useSessionPortals,
} from '../__testUtils__/useSessionPortals';

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;

const used = useSessionPortals({
  small: {
    clientId: 'another-consumer',
    sessions: {
      callsPerHour: 12,
      checkAfter: { minutes: 1 },
      checkWithin: { minutes: 2 },
    },
  },
  tight: {
    clientId: 'a-third-consumer',
    sessions: {
      callsPerHour: 38,
      checkWithin: { hours: 2 },
      grace: { hours: 1 },
    },
  },
});

describe('when the hourly requests are used up', () => {
  it('responds from the database, and reports when a sign-in is possible', async () => {
    const browser = await used.signIn('small');
    for (let count = 2; count <= 4; count++) {
      await used.signIn('small');
    }
    advanceClock(3 * MINUTE);
    used.bitbucket.clearRequests();
    expect(await refresh(browser, 'small')).toEqual(ok);
    expect(used.countRequests()).toBe(0);

    const start = await browser.fetch('/start?env=small');
    expect(start.status).toBe(503);
    expect(Number(start.headers.get('retry-after'))).toBeGreaterThan(60);
    expect(await start.text()).toMatch(/Sign in again in \d+ minutes/);

    advanceClock(HOUR);
    expect(await refresh(browser, 'small')).toEqual(ok);
    expect(used.countRequests()).toBeGreaterThan(0);
  });
});

describe('when most hourly requests are used', () => {
  it('checks a session without grace up to 90 %, and then permits its user to sign in again', async () => {
    const browsers = [await used.signIn('tight'), await used.signIn('tight')];
    advanceClock(3 * HOUR);
    used.bitbucket.answer({ token: json({}, 503) });
    for (const browser of browsers) {
      expect(await refresh(browser, 'tight')).toEqual(ok);
    }
    const rows = () => used.database.knex('bitbucket_auth_sessions');
    await used.until(
      async () => !(await rows().whereNull('overdue_at').first()),
    );
    used.bitbucket.reset();
    // 33 of 38 requests. The next check sends two, and then there is room for one sign-in.
    for (let count = 1; count <= 11; count++) {
      await used.signIn('tight');
    }
    expect(await refresh(browsers[0], 'tight')).toEqual(ok);

    const { status, body } = await refresh(browsers[1], 'tight');
    expect(status).toBe(503);
    expect(body.error).toMatchObject({ canSignIn: true });
    const start = await browsers[1].fetch('/start?env=tight');
    expect(start.status).toBe(302);
  });
});
