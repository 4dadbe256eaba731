import { call, tokenOf } from '../../__testUtils__/restClient';
import { read, signIn } from '../../__testUtils__/stubClient';
import { createBitbucketCloudStub } from '../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../BitbucketCloudStub';

const TOMAS = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b02}';

describe('people', () => {
  let stub: BitbucketCloudStub;
  let token: string;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub();
    token = await tokenOf(stub, 'mira_lindqvist', ['account']);
  });

  afterEach(async () => {
    await stub.close();
  });

  it.each([
    TOMAS,
    encodeURIComponent(TOMAS),
    '712020:6f1d2a34-0b1c-4d2e-8f3a-5b6c7d8e9f02',
  ])('are returned by %s, without private data', async id => {
    const { body } = await call(stub, token, `/users/${id}`);

    expect(body).toEqual({
      type: 'user',
      uuid: TOMAS,
      account_id: '712020:6f1d2a34-0b1c-4d2e-8f3a-5b6c7d8e9f02',
      nickname: 'tomas',
      display_name: 'Tomas Reyes',
      account_status: 'active',
      is_staff: false,
      created_on: '2020-09-21T13:40:02.000000+00:00',
      links: expect.objectContaining({
        self: { href: `${stub.apiUrl}/users/${encodeURIComponent(TOMAS)}` },
      }),
    });
  });

  it.each(['treyes', 'nobody', '{}', 'tomas.reyes@harbourbikes.example'])(
    'are not returned for %s',
    async id => {
      const { status, body } = await call(stub, token, `/users/${id}`);

      expect(status).toBe(404);
      expect(body.error.message).toBe(`No user with identifier '${id}'.`);
    },
  );

  it('are not returned after their account was removed', async () => {
    stub.update('treyes', { removed: true });

    expect((await call(stub, token, `/users/${TOMAS}`)).status).toBe(404);
  });

  it('are not returned without a token', async () => {
    expect((await read(stub, `/users/${TOMAS}`)).status).toBe(401);
  });

  it('are returned partially', async () => {
    const { body } = await call(
      stub,
      token,
      '/user?fields=uuid,links.avatar.href',
    );

    expect(body).toEqual({
      uuid: '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}',
      links: { avatar: { href: expect.stringMatching(/\.svg$/) } },
    });
  });

  it('return an account status that is not active', async () => {
    stub.update('mira_lindqvist', { account_status: 'inactive' });

    expect((await call(stub, token, '/user')).body.account_status).toBe(
      'inactive',
    );
  });

  it.each([
    ['mira.lindqvist@harbourbikes.example', 200],
    ['tomas.reyes@harbourbikes.example', 404],
  ])('only find their own address %s', async (email, status) => {
    const path = `/user/emails/${encodeURIComponent(email)}`;

    expect((await call(stub, token, path)).status).toBe(status);
  });

  it('are identified by a token in a form in the legacy dialect', async () => {
    await stub.close();
    stub = await createBitbucketCloudStub({ dialect: 'legacy' });
    const { access_token: legacyToken } = await signIn(stub);
    const response = await fetch(
      `${stub.apiUrl}/repositories/harbour-bikes/booking-api/hooks`,
      {
        method: 'POST',
        body: new URLSearchParams({ access_token: legacyToken }),
      },
    );

    // Identified, but without the scope.
    expect(response.status).toBe(403);
  });
});
