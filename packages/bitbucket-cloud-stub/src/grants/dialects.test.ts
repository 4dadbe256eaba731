import {
  read,
  refresh,
  signIn,
  type Tokens,
} from '../__testUtils__/stubClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';
import type { Dialect } from './dialects';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

let stub: BitbucketCloudStub | undefined;

async function start(dialect: Dialect): Promise<BitbucketCloudStub> {
  stub = await createBitbucketCloudStub({ dialect });
  return stub;
}

afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

describe('the current dialect', () => {
  it('responds with scope and a long token in three parts', async () => {
    const tokens = await signIn(await start('current'));

    expect(Object.keys(tokens).sort()).toEqual([
      'access_token',
      'expires_in',
      'refresh_token',
      'scope',
      'token_type',
    ]);
    expect(tokens).toMatchObject({
      scope: 'account email team',
      token_type: 'bearer',
      expires_in: 3600,
    });
    expect(tokens.access_token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(tokens.access_token.length).toBeGreaterThanOrEqual(1900);
    expect(tokens.access_token.length).toBeLessThanOrEqual(2500);
  });

  it('expires the access token after one hour', async () => {
    const running = await start('current');
    const tokens = await signIn(running);

    running.clock.advance(60 * MINUTE - 1000);
    expect((await read(running, '/user', tokens.access_token)).status).toBe(
      200,
    );
    running.clock.advance(1000);
    expect((await read(running, '/user', tokens.access_token)).status).toBe(
      401,
    );
  });

  it('replaces the refresh token at every use', async () => {
    const running = await start('current');
    const first = await signIn(running);
    const second: Tokens = await (
      await refresh(running, first.refresh_token)
    ).json();
    const third: Tokens = await (
      await refresh(running, second.refresh_token)
    ).json();

    expect(
      new Set([first, second, third].map(each => each.refresh_token)).size,
    ).toBe(3);
    expect(
      new Set([first, second, third].map(each => each.access_token)).size,
    ).toBe(3);
  });

  it('accepts a replaced refresh token for 10 minutes after its first use', async () => {
    const running = await start('current');
    const { refresh_token: token } = await signIn(running);
    expect((await refresh(running, token)).status).toBe(200);

    running.clock.advance(9 * MINUTE);
    expect((await refresh(running, token)).status).toBe(200);
    running.clock.advance(1 * MINUTE);
    const response = await refresh(running, token);

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'invalid_request',
      error_description: 'Invalid refresh_token',
    });
  });

  it('expires an unused refresh token after three months', async () => {
    const running = await start('current');
    const early = await signIn(running);
    running.clock.advance(90 * DAY - 1000);
    expect((await refresh(running, early.refresh_token)).status).toBe(200);

    const late = await signIn(running);
    running.clock.advance(90 * DAY);
    expect((await refresh(running, late.refresh_token)).status).toBe(400);
  });

  it('accepts an access token only in the Authorization header', async () => {
    const running = await start('current');
    const { access_token: token } = await signIn(running);

    expect((await read(running, `/user?access_token=${token}`)).status).toBe(
      401,
    );
    expect(
      (await read(running, `/user?access_token=${token}`, token)).status,
    ).toBe(401);
  });
});

describe('the legacy dialect', () => {
  it('responds with scopes, the grant type as state, and a short token', async () => {
    const running = await start('legacy');
    const tokens = await signIn(running);

    expect(Object.keys(tokens).sort()).toEqual([
      'access_token',
      'expires_in',
      'refresh_token',
      'scopes',
      'state',
      'token_type',
    ]);
    expect(tokens).toMatchObject({
      scopes: 'account email team',
      state: 'authorization_code',
      token_type: 'bearer',
      expires_in: 7200,
    });
    expect(tokens.access_token.length).toBeLessThan(100);
    const renewed = await (await refresh(running, tokens.refresh_token)).json();
    expect(renewed.state).toBe('refresh_token');
  });

  it('keeps the refresh token', async () => {
    const running = await start('legacy');
    const first = await signIn(running);
    const second = await (await refresh(running, first.refresh_token)).json();
    running.clock.advance(60 * MINUTE);
    const third = await (await refresh(running, first.refresh_token)).json();

    expect(second.refresh_token).toBe(first.refresh_token);
    expect(third.refresh_token).toBe(first.refresh_token);
  });

  it('expires the access token after two hours', async () => {
    const running = await start('legacy');
    const tokens = await signIn(running);

    running.clock.advance(120 * MINUTE - 1000);
    expect((await read(running, '/user', tokens.access_token)).status).toBe(
      200,
    );
    running.clock.advance(1000);
    expect((await read(running, '/user', tokens.access_token)).status).toBe(
      401,
    );
  });

  it('also accepts an access token in the query', async () => {
    const running = await start('legacy');
    const { access_token: token } = await signIn(running);
    const encoded = encodeURIComponent(token);

    expect((await read(running, `/user?access_token=${encoded}`)).status).toBe(
      200,
    );
  });
});
