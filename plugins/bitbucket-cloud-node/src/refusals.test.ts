import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { BitbucketCloudClient } from './BitbucketCloudClient';
import { type BitbucketCloudError } from './BitbucketCloudError';
import { BitbucketOAuthClient } from './BitbucketOAuthClient';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

/** Returns the error for this response of the REST API. */
async function apiError(response: () => Response) {
  server.use(http.get('https://api.bitbucket.org/2.0/user', response));
  return new BitbucketCloudClient()
    .getCurrentUser('x')
    .catch((error: BitbucketCloudError) => error);
}

/** Returns the error for this response of the token endpoint. */
async function tokenError(response: () => Response) {
  server.use(
    http.post('https://bitbucket.org/site/oauth2/access_token', response),
  );
  return new BitbucketOAuthClient({ clientId: 'key', clientSecret: 'secret' })
    .refresh('x')
    .catch((error: BitbucketCloudError) => error);
}

const json = (status: number, body: object) => () =>
  HttpResponse.json(body, { status });

describe.each([
  ['the REST API', apiError],
  ['the token endpoint', tokenError],
])('a 429 of %s', (_, errorOf) => {
  it.each<[string | undefined, number | undefined]>([
    ['120', 120_000],
    [undefined, undefined],
  ])('with Retry-After %p asks to wait for %p ms', async (header, wait) => {
    const headers = header ? { 'Retry-After': header } : undefined;
    await expect(
      errorOf(() => new HttpResponse('limited', { status: 429, headers })),
    ).resolves.toMatchObject({
      code: 'http',
      status: 429,
      retryAfterMs: wait,
    });
  });
});

describe('an error of the REST API', () => {
  it.each([
    [401, { message: 'Access token expired.' }],
    [404, { message: 'Resource not found' }],
    [410, { message: 'CHANGE-2770', detail: 'Read the changelog.', data: {} }],
  ])('is from Bitbucket: %i %j', async (status, error) => {
    await expect(
      apiError(json(status, { type: 'error', error })),
    ).resolves.toMatchObject({
      code: 'http',
      status,
      isFromBitbucket: true,
      requiredScopes: undefined,
    });
  });

  it.each<[string, () => Response]>([
    ['HTML', () => HttpResponse.html('<html>', { status: 401 })],
    ['an empty body', () => new HttpResponse(null, { status: 401 })],
    ['JSON of a proxy', json(401, { error: 'unauthorized' })],
    ['JSON without a message', json(401, { type: 'error', error: {} })],
  ])('is not from Bitbucket with %s', async (_, response) => {
    await expect(apiError(response)).resolves.toMatchObject({
      code: 'http',
      status: 401,
      isFromBitbucket: false,
    });
  });

  const missing = (required: unknown) => ({
    type: 'error',
    error: {
      message: 'Your credentials lack one or more required privilege scopes.',
      detail: { required, granted: ['email'] },
    },
  });

  it.each<[unknown, string[] | undefined]>([
    [
      ['account', 'read:user:bitbucket'],
      ['account', 'read:user:bitbucket'],
    ],
    [[], []],
    [['account', 'eyJhbGciOi'], ['account']],
    ['account', undefined],
  ])('403 that requires %j has the scopes %j', async (required, scopes) => {
    await expect(apiError(json(403, missing(required)))).resolves.toMatchObject(
      { status: 403, isFromBitbucket: true, requiredScopes: scopes },
    );
  });

  it('has no scopes with another status', async () => {
    await expect(
      apiError(json(401, missing(['account']))),
    ).resolves.toMatchObject({ requiredScopes: undefined });
  });
});

describe('an error of the token endpoint', () => {
  it.each([
    [400, 'invalid_grant'],
    [400, 'invalid_request'],
    [401, 'invalid_client'],
    [403, 'unauthorized_client'],
  ])('is from Bitbucket: %i %s', async (status, error) => {
    await expect(tokenError(json(status, { error }))).resolves.toMatchObject({
      code: error,
      status,
      isFromBitbucket: true,
    });
  });

  it.each<[string, number, () => Response]>([
    ['HTML', 400, () => HttpResponse.html('<html>', { status: 400 })],
    ['an empty body', 403, () => new HttpResponse(null, { status: 403 })],
    ['JSON in another format', 400, json(400, { error: { message: 'no' } })],
    ['a sentence', 400, json(400, { error: 'Access denied by policy' })],
    ['a proxy that requires a sign-in', 407, json(407, { error: 'denied' })],
    ['a rate limit', 429, json(429, { error: 'unauthorized_client' })],
    ['a server error', 500, json(500, { error: 'invalid_grant' })],
  ])('is not from Bitbucket: %s', async (_, status, response) => {
    await expect(tokenError(response)).resolves.toMatchObject({
      code: 'http',
      status,
      isFromBitbucket: false,
    });
  });
});

it('is not from Bitbucket if the response cannot be read', async () => {
  await expect(
    apiError(() => HttpResponse.html('<html>')),
  ).resolves.toMatchObject({
    code: 'invalid_response',
    isFromBitbucket: false,
  });
});
