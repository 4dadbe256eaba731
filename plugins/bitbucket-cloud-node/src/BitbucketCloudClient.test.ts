import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { BitbucketCloudClient } from './BitbucketCloudClient';

const API = 'https://api.bitbucket.org/2.0';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const client = new BitbucketCloudClient();

const account = {
  type: 'user',
  uuid: '{A1F0C3D2-5B6E-4C7A-9D10-0C2F4E6A8B01}',
  account_id: '712020:6f1d',
  username: 'mira',
  nickname: 'mira',
  display_name: 'Mira Lindqvist',
  account_status: 'active',
  has_2fa_enabled: null,
  links: { avatar: { href: 'https://avatar.example/mira' } },
};

describe('BitbucketCloudClient', () => {
  it('reads the account, with its uuid in lower case', async () => {
    let authorization: string | null = null;
    server.use(
      http.get(`${API}/user`, ({ request }) => {
        authorization = request.headers.get('authorization');
        return HttpResponse.json(account);
      }),
    );
    await expect(client.getCurrentUser('token')).resolves.toEqual({
      uuid: '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}',
      accountId: '712020:6f1d',
      username: 'mira',
      nickname: 'mira',
      displayName: 'Mira Lindqvist',
      accountStatus: 'active',
      twoFactorEnabled: undefined,
      avatarUrl: 'https://avatar.example/mira',
    });
    expect(authorization).toBe('Bearer token');
  });

  it('does without the fields that Bitbucket may leave out', async () => {
    server.use(
      http.get(`${API}/user`, () => HttpResponse.json({ uuid: account.uuid })),
    );
    await expect(client.getCurrentUser('token')).resolves.toMatchObject({
      username: undefined,
      avatarUrl: undefined,
    });
  });

  it.each([[null], [undefined], [''], ['a1f0c3d2'], [7]])(
    'refuses an account whose uuid is %p',
    async uuid => {
      server.use(
        http.get(`${API}/user`, () => HttpResponse.json({ ...account, uuid })),
      );
      await expect(client.getCurrentUser('token')).rejects.toMatchObject({
        code: 'invalid_response',
        message: expect.stringContaining('uuid'),
      });
    },
  );

  it('reads all pages of the addresses', async () => {
    server.use(
      http.get(`${API}/user/emails`, ({ request }) =>
        HttpResponse.json(
          request.url.includes('page=2')
            ? {
                values: [
                  {
                    email: 'b@x.example',
                    is_primary: false,
                    is_confirmed: false,
                  },
                ],
              }
            : {
                values: [
                  {
                    email: 'a@x.example',
                    is_primary: true,
                    is_confirmed: true,
                  },
                ],
                next: `${API}/user/emails?page=2`,
              },
        ),
      ),
    );
    await expect(client.listCurrentUserEmails('token')).resolves.toEqual([
      { address: 'a@x.example', primary: true, confirmed: true },
      { address: 'b@x.example', primary: false, confirmed: false },
    ]);
  });

  it.each([
    ['another host', 'https://evil.example/2.0/user/emails', 'another host'],
    ['a relative URL', '/2.0/user/emails?page=2', 'another host'],
    ['the same page', `${API}/user/emails?pagelen=100`, 'repeats a page'],
  ])('does not follow a next link to %s', async (_, next, message) => {
    server.use(
      http.get(`${API}/user/emails`, () =>
        HttpResponse.json({ values: [], next }),
      ),
    );
    await expect(client.listCurrentUserEmails('token')).rejects.toMatchObject({
      code: 'invalid_response',
      message: expect.stringContaining(message),
    });
  });

  it.each([401, 403, 404, 410, 429, 500, 503])(
    'passes on status %i',
    async status => {
      server.use(
        http.get(`${API}/user`, () =>
          HttpResponse.json({ type: 'error' }, { status }),
        ),
      );
      await expect(client.getCurrentUser('token')).rejects.toMatchObject({
        code: 'http',
        status,
      });
    },
  );

  it('stops reading an answer that is too large', async () => {
    server.use(
      http.get(`${API}/user`, () => HttpResponse.text('x'.repeat(3_000_000))),
    );
    await expect(client.getCurrentUser('token')).rejects.toMatchObject({
      code: 'invalid_response',
      message: expect.stringContaining('larger than'),
    });
  });
});
