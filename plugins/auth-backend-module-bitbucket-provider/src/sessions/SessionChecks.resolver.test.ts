import {
  type AuthResolverContext,
  type OAuthAuthenticatorResult,
  type SignInInfo,
} from '@backstage/plugin-auth-node';
import type { BitbucketProfile } from '..';
import { advanceClock } from '../__testUtils__/clock';
import { createResolverModule } from '../__testUtils__/createResolverModule';
import { json, TOKEN } from '../__testUtils__/HostileBitbucket';
import {
  ok,
  refresh,
  useSessionPortals,
} from '../__testUtils__/useSessionPortals';

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;

/** The access tokens that the resolver `asking` received. */
const seenTokens: string[] = [];
const asking = Object.assign(
  async (
    {
      result: { fullProfile, session },
    }: SignInInfo<OAuthAuthenticatorResult<BitbucketProfile>>,
    ctx: AuthResolverContext,
  ) => {
    seenTokens.push(session.accessToken);
    return ctx.signInWithCatalogUser({
      annotations: { 'bitbucket.org/user-id': fullProfile.uuid },
    });
  },
  { needsBitbucket: true },
);
const used = useSessionPortals(
  {
    asking: { sessions: {}, signIn: { resolvers: [{ resolver: 'asking' }] } },
  },
  [createResolverModule('asking', asking)],
);

describe('a resolver that sends requests to Bitbucket', () => {
  it('is called for each of many users', async () => {
    const browsers = [];
    for (let count = 1; count <= 12; count++) {
      browsers.push(await used.signIn('asking'));
    }
    advanceClock(3 * HOUR);
    seenTokens.length = 0;
    for (const browser of browsers) {
      expect(await refresh(browser, 'asking')).toEqual(ok);
    }
    expect(seenTokens).not.toContain('');
  });

  it('waits for the access token that another instance renews', async () => {
    const browser = await used.signIn('asking');
    advanceClock(3 * HOUR);
    let release = () => {};
    used.bitbucket.answer({
      token: (req, res) => {
        release = () => json({ ...TOKEN, access_token: 'new' })(req, res);
      },
    });
    used.bitbucket.clearRequests();
    seenTokens.length = 0;
    const first = refresh(browser, 'asking');
    await used.until(() => used.bitbucket.requests.token === 1);
    let reads = 0;
    const count = ({ sql }: { sql: string }) => {
      reads += /^select .*id_hash/.test(sql) ? 1 : 0;
    };
    used.database.knex.on('query', count);
    const second = refresh(used.twinOf(browser), 'asking');
    // It finds that another check has the lease, and reads the row again.
    await used.until(() => reads >= 2);
    used.database.knex.off('query', count);
    release();
    expect(await Promise.all([first, second])).toEqual([ok, ok]);
    expect(seenTokens).toEqual(['new', 'new']);
    expect(used.countRequests()).toBe(2);
  });

  it('is called during an outage only while the access token is valid', async () => {
    const browser = await used.signIn('asking');
    used.bitbucket.answer({ user: json({}, 503), token: json({}, 503) });
    expect(await refresh(browser, 'asking')).toEqual(ok);
    advanceClock(3 * HOUR);
    seenTokens.length = 0;
    expect((await refresh(browser, 'asking')).status).toBe(503);
    expect(seenTokens).toEqual([]);
    used.bitbucket.reset();
    expect(await refresh(browser, 'asking')).toEqual(ok);
  });

  it('is called after a check at each refresh, with a valid access token', async () => {
    const browser = await used.signIn('asking');
    used.bitbucket.clearRequests();
    advanceClock(5 * MINUTE);
    expect(await refresh(browser, 'asking')).toEqual(ok);
    expect(used.bitbucket.requests).toMatchObject({ token: 0, user: 1 });

    advanceClock(2 * HOUR);
    used.bitbucket.answer({ token: json({ ...TOKEN, access_token: 'new' }) });
    seenTokens.length = 0;
    expect(await refresh(browser, 'asking')).toEqual(ok);
    expect(used.bitbucket.requests).toMatchObject({ token: 1, user: 2 });
    expect(seenTokens).toEqual(['new']);
  });
});
