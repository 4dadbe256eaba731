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

  it('accepts an account without optional fields', async () => {
    server.use(
      http.get(`${API}/user`, () => HttpResponse.json({ uuid: account.uuid })),
    );
    await expect(client.getCurrentUser('token')).resolves.toMatchObject({
      username: undefined,
      avatarUrl: undefined,
    });
  });

  it.each([
    `${'javascript'}:alert(1)`,
    'data:image/png;base64,x',
    '/a.png',
    'https://',
  ])('shows no picture from %p', async href => {
    server.use(
      http.get(`${API}/user`, () =>
        HttpResponse.json({ ...account, links: { avatar: { href } } }),
      ),
    );
    await expect(client.getCurrentUser('token')).resolves.toMatchObject({
      avatarUrl: undefined,
    });
  });

  it.each([[null], [undefined], [''], ['a1f0c3d2'], [7]])(
    'rejects an account whose uuid is %p',
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

  it('reads all pages of the workspaces', async () => {
    server.use(
      http.get(`${API}/user/workspaces`, ({ request }) =>
        HttpResponse.json(
          request.url.includes('page=2')
            ? {
                values: [
                  {
                    type: 'workspace_access',
                    administrator: true,
                    workspace: { slug: 'two', uuid: account.uuid },
                  },
                ],
              }
            : {
                values: [{ workspace: { slug: 'one', uuid: account.uuid } }],
                next: `${API}/user/workspaces?page=2`,
              },
        ),
      ),
    );
    const uuid = account.uuid.toLowerCase();
    await expect(client.listCurrentUserWorkspaces('token')).resolves.toEqual([
      { slug: 'one', uuid, administrator: false },
      { slug: 'two', uuid, administrator: true },
    ]);
  });

  it('stops an endless list', async () => {
    let pages = 0;
    server.use(
      http.get(`${API}/user/emails`, () => {
        pages += 1;
        return HttpResponse.json({
          values: [],
          next: `${API}/user/emails?page=${pages}`,
        });
      }),
    );
    await expect(client.listCurrentUserEmails('token')).rejects.toMatchObject({
      code: 'invalid_response',
      message: expect.stringContaining('more than 50 pages'),
    });
    expect(pages).toBe(50);
  });

  describe('when Bitbucket fails', () => {
    const failure = (status: number) => () =>
      HttpResponse.json({ type: 'error' }, { status });

    /** Responds in this order, and repeats the last response. */
    function answerWith(...answers: Array<() => Response | Promise<Response>>) {
      let requests = 0;
      server.use(
        http.get(`${API}/user`, () => {
          requests += 1;
          return answers[Math.min(requests, answers.length) - 1]();
        }),
      );
      return () => requests;
    }

    it.each<[string, () => Response]>([
      ['500', failure(500)],
      ['502', failure(502)],
      ['503', failure(503)],
      ['504', failure(504)],
      ['a broken connection', () => HttpResponse.error()],
    ])('retries once after %s', async (_, first) => {
      const requests = answerWith(first, () => HttpResponse.json(account));
      await expect(client.getCurrentUser('token')).resolves.toMatchObject({
        username: 'mira',
      });
      expect(requests()).toBe(2);
    });

    it.each<[string, () => Response, object]>([
      ['503', failure(503), { code: 'http', status: 503 }],
      ['a broken connection', () => HttpResponse.error(), { code: 'network' }],
    ])('stops after a second %s', async (_, answer, error) => {
      const requests = answerWith(answer);
      await expect(client.getCurrentUser('token')).rejects.toMatchObject(error);
      expect(requests()).toBe(2);
    });

    it.each([401, 403, 404, 410, 429, 501])(
      'does not retry after %i',
      async status => {
        const requests = answerWith(failure(status));
        await expect(client.getCurrentUser('token')).rejects.toMatchObject({
          code: 'http',
          status,
        });
        expect(requests()).toBe(1);
      },
    );

    it('retries only within the time limit', async () => {
      const impatient = new BitbucketCloudClient({ timeoutMs: 50 });
      const requests = answerWith(
        failure(503),
        () => new Promise<never>(() => {}),
      );
      await expect(impatient.getCurrentUser('token')).rejects.toMatchObject({
        code: 'timeout',
      });
      expect(requests()).toBe(2);
    });

    it.each<[string, () => Response]>([
      ['HTML', () => HttpResponse.html('<html>')],
      ['truncated JSON', () => new HttpResponse('{"uuid": "{a1')],
      ['nothing', () => new HttpResponse(null, { status: 200 })],
      ['another type', () => HttpResponse.json([])],
    ])('does not accept %s as an account', async (_, answer) => {
      const requests = answerWith(answer);
      await expect(client.getCurrentUser('token')).rejects.toMatchObject({
        code: 'invalid_response',
      });
      expect(requests()).toBe(1);
    });
  });

  it('stops reading a response that is too large', async () => {
    server.use(
      http.get(`${API}/user`, () => HttpResponse.text('x'.repeat(3_000_000))),
    );
    await expect(client.getCurrentUser('token')).rejects.toMatchObject({
      code: 'invalid_response',
      message: expect.stringContaining('larger than'),
    });
  });
});
