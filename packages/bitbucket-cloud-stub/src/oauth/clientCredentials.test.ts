import { call, clientToken } from '../__testUtils__/restClient';
import {
  basic,
  outcomeOf,
  refresh,
  refusal,
  requestToken,
} from '../__testUtils__/stubClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';
import type { Dialect } from '../grants/dialects';

const GRANT = { grant_type: 'client_credentials' };

describe('a client without a user', () => {
  let stub: BitbucketCloudStub;

  const start = async (dialect: Dialect = 'current') => {
    stub = await createBitbucketCloudStub({ dialect });
    return stub;
  };
  const ask = async (fields: object = {}) =>
    (await requestToken(stub, { ...GRANT, ...fields })).json();

  afterEach(async () => {
    await stub.close();
  });

  it('gets no refresh token in the current dialect', async () => {
    await start();

    expect(await ask()).toEqual({
      access_token: expect.any(String),
      scope: 'account email team',
      token_type: 'bearer',
      expires_in: 3600,
    });
  });

  it('gets a refresh token in the legacy dialect, and can use it', async () => {
    await start('legacy');
    const tokens = await ask();
    const renewed = await (await refresh(stub, tokens.refresh_token)).json();

    expect(tokens).toMatchObject({
      refresh_token: expect.any(String),
      state: 'client_credentials',
      scopes: 'account email team',
    });
    expect((await call(stub, renewed.access_token, '/user')).status).toBe(200);
  });

  it.each<[Dialect, object]>([
    ['current', { type: 'app_user', display_name: 'Quayside' }],
    ['legacy', { type: 'team', display_name: 'Harbour Bikes' }],
  ])('has another identity in the dialect %s', async (dialect, expected) => {
    await start(dialect);
    const { access_token: token } = await ask();

    expect((await call(stub, token, '/user')).body).toMatchObject(expected);
    expect((await call(stub, token, '/user/emails')).body.values).toEqual([]);
  });

  it('sees the workspace in which it was registered, and administers none', async () => {
    await start();
    const token = await clientToken(stub, ['account'], 'adeyemi-consulting');
    const { body } = await call(stub, token, '/user/workspaces');
    const other = await call(stub, token, '/workspaces/harbour-bikes');
    const role = await call(
      stub,
      token,
      '/user/workspaces/adeyemi-consulting/permission',
    );

    expect(body.values).toEqual([
      expect.objectContaining({
        administrator: false,
        workspace: expect.objectContaining({ slug: 'adeyemi-consulting' }),
      }),
    ]);
    expect([other.status, role.status]).toEqual([404, 501]);
  });

  it('narrows its token by scope, and does not widen it', async () => {
    await start();
    const { access_token: token } = await ask({ scope: 'team' });
    const wider = await requestToken(stub, { ...GRANT, scope: 'webhook' });

    expect((await call(stub, token, '/user')).status).toBe(403);
    expect(await outcomeOf(wider)).toEqual(
      refusal(
        'invalid_scope',
        'The requested scope exceeds the granted scope.',
      ),
    );
  });

  it('is rejected without its secret', async () => {
    await start();
    const response = await requestToken(
      stub,
      GRANT,
      basic('harbour-bikes-portal', 'wrong'),
    );

    expect(await outcomeOf(response)).toEqual(
      refusal('unauthorized_client', 'Invalid OAuth client credentials'),
    );
  });

  it('is in the journal as a client without a person', async () => {
    await start();
    const { access_token: token } = await ask();
    await call(stub, token, '/user');
    const entry = stub.journal.entries().at(-1);

    expect(entry).toMatchObject({ path: '/2.0/user', status: 200 });
    expect(entry?.person).toBeUndefined();
  });
});
