import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { BitbucketOAuthClient } from './BitbucketOAuthClient';

const TOKEN_URL = 'https://bitbucket.org/site/oauth2/access_token';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const client = new BitbucketOAuthClient({
  clientId: 'the-key',
  clientSecret: 'the-secret',
});

const currentToken = {
  access_token: 'access',
  refresh_token: 'rotated',
  token_type: 'bearer',
  expires_in: 3600,
  scope: 'account team',
};

describe('BitbucketOAuthClient', () => {
  it('redirects users to the authorize page with all parameters of RFC 6749', () => {
    const url = new URL(
      client.getAuthorizeUrl({
        redirectUri: 'https://portal.example/cb?x=1&y',
        state: 'a state',
        scope: 'account team',
      }),
    );
    expect(url.origin + url.pathname).toBe(
      'https://bitbucket.org/site/oauth2/authorize',
    );
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'the-key',
      redirect_uri: 'https://portal.example/cb?x=1&y',
      scope: 'account team',
      state: 'a state',
    });
  });

  it('exchanges a code with Basic authentication and a form', async () => {
    let request: Request | undefined;
    let form: string | undefined;
    server.use(
      http.post(TOKEN_URL, async info => {
        request = info.request.clone();
        form = await info.request.text();
        return HttpResponse.json(currentToken);
      }),
    );

    await expect(
      client.exchangeCode({ code: 'a code', redirectUri: 'https://p.example' }),
    ).resolves.toEqual({
      accessToken: 'access',
      refreshToken: 'rotated',
      expiresInSeconds: 3600,
      scope: 'account team',
    });
    expect(request?.headers.get('authorization')).toBe(
      `Basic ${Buffer.from('the-key:the-secret').toString('base64')}`,
    );
    expect(Object.fromEntries(new URLSearchParams(form))).toEqual({
      grant_type: 'authorization_code',
      code: 'a code',
      redirect_uri: 'https://p.example',
    });
  });

  it('refreshes without a scope, which would narrow the grant', async () => {
    let form: string | undefined;
    server.use(
      http.post(TOKEN_URL, async ({ request }) => {
        form = await request.text();
        return HttpResponse.json(currentToken);
      }),
    );
    await client.refresh('old');
    expect(Object.fromEntries(new URLSearchParams(form))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'old',
    });
  });

  it('reads the granted scopes of the legacy dialect', async () => {
    server.use(
      http.post(TOKEN_URL, () =>
        HttpResponse.json({
          access_token: 'short',
          scopes: 'account email',
          token_type: 'bearer',
          expires_in: 7200,
          refresh_token: 'stable',
          state: 'refresh_token',
        }),
      ),
    );
    await expect(client.refresh('stable')).resolves.toEqual({
      accessToken: 'short',
      refreshToken: 'stable',
      expiresInSeconds: 7200,
      scope: 'account email',
    });
  });

  it('returns the error code of the token endpoint, and not its description', async () => {
    server.use(
      http.post(TOKEN_URL, () =>
        HttpResponse.json(
          {
            error: 'invalid_grant',
            error_description: 'The code s3cret-code is not valid.',
          },
          { status: 400 },
        ),
      ),
    );
    await expect(
      client.exchangeCode({ code: 's3cret-code', redirectUri: 'https://p' }),
    ).rejects.toMatchObject({
      name: 'BitbucketCloudError',
      code: 'invalid_grant',
      status: 400,
      message:
        'Bitbucket refused the request for an access token: invalid_grant',
    });
  });

  it.each([
    ['HTML', () => HttpResponse.html('<html>'), 'it is not JSON'],
    [
      'truncated JSON',
      () => new HttpResponse('{"access_token":"s3cret'),
      'not JSON',
    ],
    [
      'no token',
      () => HttpResponse.json({ token_type: 'bearer' }),
      'access_token',
    ],
    [
      'an access token with a line end',
      () => HttpResponse.json({ ...currentToken, access_token: 's3cret\r\nx' }),
      'access_token',
    ],
    [
      'a refresh token that is not a text',
      () => HttpResponse.json({ ...currentToken, refresh_token: '\ud800' }),
      'refresh_token',
    ],
    [
      'an invalid lifetime',
      () => HttpResponse.json({ ...currentToken, expires_in: 1e306 }),
      'expires_in',
    ],
    [
      'another token type',
      () => HttpResponse.json({ ...currentToken, token_type: 'mac' }),
      'token_type',
    ],
  ])(
    'rejects %s, and names the problem but no value',
    async (_, answer, part) => {
      server.use(http.post(TOKEN_URL, answer));
      const error = await client.refresh('s3cret').catch(e => e);
      expect(error).toMatchObject({ code: 'invalid_response', status: 200 });
      expect(error.message).toContain(part);
      expect(error.message).not.toContain('s3cret');
    },
  );

  it('follows no redirect, because it would send the secret along', async () => {
    server.use(
      http.post(
        TOKEN_URL,
        () =>
          new HttpResponse(null, {
            status: 307,
            headers: { location: 'https://evil.example' },
          }),
      ),
    );
    await expect(client.refresh('x')).rejects.toMatchObject({
      code: 'invalid_response',
      status: 307,
    });
  });

  it('gives up at its time limit', async () => {
    server.use(http.post(TOKEN_URL, () => new Promise<never>(() => {})));
    const impatient = new BitbucketOAuthClient({
      clientId: 'the-key',
      clientSecret: 'the-secret',
      timeoutMs: 20,
    });
    await expect(impatient.refresh('x')).rejects.toMatchObject({
      code: 'timeout',
    });
  });

  it('reports a failed connection, and does not send a code twice', async () => {
    let requests = 0;
    server.use(
      http.post(TOKEN_URL, () => {
        requests += 1;
        return HttpResponse.error();
      }),
    );
    await expect(client.refresh('x')).rejects.toMatchObject({
      code: 'network',
    });
    expect(requests).toBe(1);
  });
});
