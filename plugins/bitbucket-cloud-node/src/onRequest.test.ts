import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { BitbucketCloudClient } from './BitbucketCloudClient';
import { BitbucketOAuthClient } from './BitbucketOAuthClient';

const API = 'https://api.bitbucket.org/2.0';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'bypass' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const oauthClient = (onRequest: () => void, baseUrl?: string) =>
  new BitbucketOAuthClient({
    clientId: 'the-key',
    clientSecret: 'the-secret',
    baseUrl,
    onRequest,
  });

/** Listens on its own port, and handles each connection with the callback. */
async function listen(onConnection: Parameters<typeof createServer>[1]) {
  const listener = createServer(onConnection!);
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  const { port } = listener.address() as AddressInfo;
  return { listener, url: `http://127.0.0.1:${port}` };
}

describe('onRequest', () => {
  it('is called for each page', async () => {
    server.use(
      http.get(`${API}/user/emails`, ({ request }) =>
        HttpResponse.json({
          values: [],
          next: request.url.includes('page=2')
            ? undefined
            : `${API}/user/emails?page=2`,
        }),
      ),
    );
    const onRequest = jest.fn();
    await new BitbucketCloudClient({ onRequest }).listCurrentUserEmails('x');
    expect(onRequest).toHaveBeenCalledTimes(2);
    expect(onRequest).toHaveBeenCalledWith();
  });

  it('is called for a retry', async () => {
    server.use(
      http.get(`${API}/user`, () => new HttpResponse(null, { status: 503 })),
    );
    const onRequest = jest.fn();
    const client = new BitbucketCloudClient({ onRequest });
    await expect(client.getCurrentUser('x')).rejects.toMatchObject({
      status: 503,
    });
    expect(onRequest).toHaveBeenCalledTimes(2);
  });

  it.each(['refresh', 'code', 'client credentials'])(
    'is called for a token (%s), even if the request is rejected',
    async grant => {
      server.use(
        http.post('https://bitbucket.org/site/oauth2/access_token', () =>
          HttpResponse.json({ error: 'invalid_grant' }, { status: 400 }),
        ),
      );
      const onRequest = jest.fn();
      const client = oauthClient(onRequest);
      const request = {
        refresh: () => client.refresh('x'),
        code: () =>
          client.exchangeCode({ code: 'x', redirectUri: 'https://p' }),
        'client credentials': () => client.requestClientCredentialsToken(),
      }[grant]!;
      await expect(request()).rejects.toMatchObject({ code: 'invalid_grant' });
      expect(onRequest).toHaveBeenCalledTimes(1);
    },
  );

  it('is called for a request that Bitbucket accepted without a response', async () => {
    const { listener, url } = await listen(socket =>
      socket.once('data', () => socket.destroy()),
    );
    const onRequest = jest.fn();
    await expect(
      oauthClient(onRequest, url).refresh('x'),
    ).rejects.toMatchObject({ code: 'network' });
    expect(onRequest).toHaveBeenCalledTimes(1);
    listener.close();
  });

  it('is not called if no connection is made', async () => {
    const { listener, url } = await listen(() => {});
    await new Promise(resolve => listener.close(resolve));
    const onRequest = jest.fn();
    await expect(
      oauthClient(onRequest, url).refresh('x'),
    ).rejects.toMatchObject({ code: 'network' });
    expect(onRequest).not.toHaveBeenCalled();
  });

  it('is not called for an aborted call', async () => {
    const onRequest = jest.fn();
    const client = new BitbucketCloudClient({ onRequest });
    await expect(
      client.getCurrentUser('x', { signal: AbortSignal.abort() }),
    ).rejects.toThrow();
    expect(onRequest).not.toHaveBeenCalled();
  });
});
