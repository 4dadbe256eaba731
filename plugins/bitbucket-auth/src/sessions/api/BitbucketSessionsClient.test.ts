/** @jest-environment node */
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { mockApis } from '@backstage/test-utils';
import { BitbucketSessionsClient } from './BitbucketSessionsClient';

const base = 'http://localhost:7007/api/auth/bitbucket';
const server = setupServer();

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

function createClient(environment?: string) {
  return BitbucketSessionsClient.fromConfig(
    mockApis.config({ data: environment ? { auth: { environment } } : {} }),
    {
      discoveryApi: {
        getBaseUrl: async plugin => `http://localhost:7007/api/${plugin}`,
      },
      fetchApi: { fetch: (input, init) => fetch(input, init) },
    },
  );
}

const session = {
  id: 'session-1',
  device: 'Firefox on Linux',
  signedInAt: '2026-11-01T08:00:00.000Z',
  lastUsedAt: '2026-11-02T08:00:00.000Z',
  isCurrent: true,
};
const ended = { ended: 1, notes: ['A token lives up to an hour.'] };

/** Responds to one request with any path, and returns the request. */
function respondOnce(respond: () => Response): { request?: Request } {
  const seen: { request?: Request } = {};
  server.use(
    http.all(`${base}/*`, ({ request }) => {
      seen.request = request;
      return respond();
    }),
  );
  return seen;
}

describe('BitbucketSessionsClient', () => {
  it.each([
    [
      'GET /sessions?env=production',
      (client: BitbucketSessionsClient) => client.listOwnSessions(),
    ],
    [
      'DELETE /sessions/session-1?env=production',
      (client: BitbucketSessionsClient) => client.endOwnSession('session-1'),
    ],
    [
      'DELETE /sessions?env=production',
      (client: BitbucketSessionsClient) => client.endOtherOwnSessions(),
    ],
    [
      'GET /users/default/mira.lindqvist/sessions?env=production',
      (client: BitbucketSessionsClient) =>
        client.listUserSessions('user:default/mira.lindqvist'),
    ],
    [
      'DELETE /users/default/mira/sessions?env=production',
      (client: BitbucketSessionsClient) =>
        client.endUserSessions({
          userEntityRef: 'user:default/mira',
          reason: '   ',
        }),
    ],
    [
      'DELETE /users/default/mira/sessions/session-1?env=production&reason=Lost+laptop+%26+bag',
      (client: BitbucketSessionsClient) =>
        client.endUserSessions({
          userEntityRef: 'user:default/mira',
          sessionId: 'session-1',
          reason: ' Lost laptop & bag ',
        }),
    ],
    [
      'DELETE /sessions/..%2F..%2Fusers?env=production',
      (client: BitbucketSessionsClient) => client.endOwnSession('../../users'),
    ],
  ])('sends %s with cookies and its own header', async (expected, call) => {
    const seen = respondOnce(() =>
      HttpResponse.json({ sessions: [session], ...ended }),
    );

    await call(createClient('production'));

    const { method, url, headers, credentials } = seen.request!;
    expect(`${method} ${url.replace(base, '')}`).toBe(expected);
    expect(headers.get('x-requested-with')).toBe('XMLHttpRequest');
    expect(credentials).toBe('include');
  });

  it('uses the environment development if none is configured', async () => {
    const seen = respondOnce(() => HttpResponse.json({ sessions: [] }));

    await createClient().listOwnSessions();

    expect(seen.request?.url).toBe(`${base}/sessions?env=development`);
  });

  it('returns the sessions, and the number of ended sessions', async () => {
    respondOnce(() => HttpResponse.json({ sessions: [session], ...ended }));
    const client = createClient();

    expect(await client.listOwnSessions()).toEqual([session]);
    expect(await client.endOtherOwnSessions()).toEqual(ended);
  });

  it.each(['', '.', '..'])(
    'rejects the session ID %j, which would change the path',
    async id => {
      const client = createClient();
      const userEntityRef = 'user:default/mira';

      await expect(client.endOwnSession(id)).rejects.toThrow(/no valid ID/);
      await expect(
        client.endUserSessions({ userEntityRef, sessionId: id }),
      ).rejects.toThrow(/no valid ID/);
    },
  );

  it('rejects with the message and the status of an error from the backend', async () => {
    const message = 'Only administrators can see the sessions of other users.';
    respondOnce(() =>
      HttpResponse.json(
        { error: { name: 'NotAllowedError', message } },
        { status: 403 },
      ),
    );

    await expect(
      createClient().listUserSessions('user:default/mira'),
    ).rejects.toMatchObject({
      name: 'BitbucketSessionsError',
      message,
      statusCode: 403,
    });
  });

  it('does not show the HTML of a proxy', async () => {
    respondOnce(() =>
      HttpResponse.html('<html>Bad gateway</html>', { status: 502 }),
    );

    await expect(createClient().listOwnSessions()).rejects.toThrow(
      'The backend of the portal responded with HTTP status 502 and no explanation. Try again in a minute.',
    );
  });

  it('explains that the backend does not respond', async () => {
    respondOnce(() => HttpResponse.error());

    await expect(createClient().listOwnSessions()).rejects.toThrow(
      'The backend of the portal does not respond. Check your network connection, then try again.',
    );
  });

  it.each([
    ['a page instead of JSON', () => HttpResponse.html('<html></html>')],
    ['a response without a list', () => HttpResponse.json({ sessions: {} })],
    [
      'a session without an ID',
      () => HttpResponse.json({ sessions: [{ ...session, id: undefined }] }),
    ],
  ])('rejects %s in a response that is OK', async (_, respond) => {
    respondOnce(respond);

    await expect(createClient().listOwnSessions()).rejects.toThrow(
      /sent a response that this page cannot read/,
    );
  });

  it('rejects a response without the number of ended sessions, and accepts one without notes', async () => {
    respondOnce(() => HttpResponse.json({}));
    await expect(createClient().endOtherOwnSessions()).rejects.toThrow(
      /sent a response that this page cannot read/,
    );

    respondOnce(() => HttpResponse.json({ ended: 2 }));
    expect(await createClient().endOtherOwnSessions()).toEqual({
      ended: 2,
      notes: [],
    });
  });

  it('does not change an error of the identity API', async () => {
    const client = BitbucketSessionsClient.fromConfig(mockApis.config(), {
      discoveryApi: {
        getBaseUrl: async () => 'http://localhost:7007/api/auth',
      },
      fetchApi: { fetch: async () => Promise.reject(new Error('Signed out')) },
    });

    await expect(client.listOwnSessions()).rejects.toThrow('Signed out');
  });
});
