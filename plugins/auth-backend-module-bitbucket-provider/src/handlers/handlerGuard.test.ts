import { FormerSessions } from '../FormerSessions';
import { guardHandlers } from './handlerGuard';
import { openRedirects } from '../__testUtils__/openRedirects';
import { Request, Response } from './express';

const PORTAL = 'https://portal.example';

function createGuard() {
  const onRefused = jest.fn(async () => {});
  const inner = {
    start: jest.fn(async () => {}),
    frameHandler: jest.fn(async () => {}),
    refresh: jest.fn(async () => {}),
    logout: jest.fn(async () => {}),
  };
  const guard = guardHandlers(inner, {
    appUrl: `${PORTAL}/`,
    providerId: 'bitbucket',
    callbackUrls: new Map([
      ['production', `${PORTAL}/api/auth/bitbucket/handler/frame`],
    ]),
    baseUrl: `${PORTAL}/api/auth`,
    onRefused,
    formerSessions: new FormerSessions(),
    isOriginAllowed: origin =>
      origin === PORTAL ||
      origin === 'https://other.portal.example' ||
      // As Backstage matches the pattern https://*.portal.test
      /^https:\/\/[^/]*\.portal\.test$/.test(origin),
  });
  return { inner, guard, onRefused };
}

function encode(state: Record<string, string>) {
  return Buffer.from(new URLSearchParams(state).toString()).toString('hex');
}

function createRequest(query: Record<string, unknown>, nonce = 'the-nonce') {
  const url = `/bitbucket/handler/frame?${new URLSearchParams(
    query as Record<string, string>,
  )}`;
  return {
    query,
    headers: {},
    cookies: { 'bitbucket-nonce': nonce },
    url,
    originalUrl: `/api/auth${url}`,
  } as unknown as Request;
}

function createResponse() {
  const headers: Record<string, string> = {};
  const response = {
    headers,
    body: '',
    statusCode: 200,
    status(code: number) {
      response.statusCode = code;
    },
    cookie: jest.fn(),
    setHeader(name: string, value: string) {
      headers[name] = value;
    },
    end(body: string) {
      response.body = body;
    },
  };
  return response;
}

async function callback(query: Record<string, unknown>, nonce?: string) {
  const { inner, guard, onRefused } = createGuard();
  const request = createRequest(query, nonce);
  const response = createResponse();
  await guard.frameHandler(request, response as unknown as Response);
  return { inner, request, response, onRefused };
}

const goodState = { env: 'production', nonce: 'the-nonce' };

describe('guardHandlers', () => {
  it('lets the callback of a sign-in of this browser through', async () => {
    const { inner } = await callback({ code: 'c', state: encode(goodState) });
    expect(inner.frameHandler).toHaveBeenCalledTimes(1);
  });

  it('takes the nonce out of the browser, so that it works once', async () => {
    const { response } = await callback({
      code: 'c',
      state: encode(goodState),
    });
    expect(response.cookie).toHaveBeenCalledWith('bitbucket-nonce', '', {
      maxAge: 0,
      httpOnly: true,
      path: '/api/auth/bitbucket/handler',
    });
  });

  it('takes the nonce out of the browser also when it stops what the nonce fits', async () => {
    const { response } = await callback({
      code: 'c',
      state: encode({ ...goodState, origin: 'https://evil.example' }),
    });
    expect(response.cookie).toHaveBeenCalledWith(
      'bitbucket-nonce',
      '',
      expect.objectContaining({ maxAge: 0 }),
    );
    const { response: foreign } = await callback(
      { code: 'c', state: encode(goodState) },
      'another',
    );
    expect(foreign.cookie).not.toHaveBeenCalled();
  });

  it('lets an origin of an allowed pattern through', async () => {
    const { inner } = await callback({
      code: 'c',
      state: encode({ ...goodState, origin: 'https://a.portal.test' }),
    });
    expect(inner.frameHandler).toHaveBeenCalledTimes(1);
  });

  it('tells of a callback that it stops', async () => {
    const { onRefused, request } = await callback({});
    expect(onRefused).toHaveBeenCalledWith(
      'sign-in',
      request,
      expect.objectContaining({ name: 'InputError' }),
    );
  });

  it.each([
    ['no state', {}],
    ['a state that is no hex', { state: 'zz' }],
    ['two states', { state: ['a', 'b'] }],
    ['a state without nonce', { state: encode({ env: 'production' }) }],
    ['a state without env', { state: encode({ nonce: 'the-nonce' }) }],
    [
      'another environment',
      { state: encode({ ...goodState, env: 'development' }) },
    ],
    ['another nonce', { state: encode({ ...goodState, nonce: 'other' }) }],
    [
      'another origin to tell',
      { state: encode({ ...goodState, origin: 'https://evil.example' }) },
    ],
    [
      'an origin that only looks like an allowed one',
      {
        state: encode({
          ...goodState,
          origin: 'https://evil.example?.portal.test',
        }),
      },
    ],
    [
      'a redirect to nowhere',
      { state: encode({ ...goodState, flow: 'redirect' }) },
    ],
    [
      'a redirect to another site',
      {
        state: encode({
          ...goodState,
          flow: 'redirect',
          redirectUrl: 'https://evil.example/',
        }),
      },
    ],
  ])('stops %s with a page for the person', async (_, query) => {
    const { inner, response } = await callback({ code: 's3cret', ...query });
    expect(inner.frameHandler).not.toHaveBeenCalled();
    expect(response.statusCode).toBe(400);
    expect(response.body).toContain('You are not signed in');
    expect(response.body).toContain(`${PORTAL}/?error=`);
    expect(response.body).not.toContain('s3cret');
    expect(response.body).not.toContain('evil.example');
  });

  it('stops a browser that has no nonce', async () => {
    const { inner } = await callback({ state: encode(goodState) }, '');
    expect(inner.frameHandler).not.toHaveBeenCalled();
  });

  it('takes code and state out of the URL that is logged', async () => {
    const { request } = await callback({
      code: 's3cret',
      state: encode(goodState),
    });
    expect(request.originalUrl).toBe(
      '/api/auth/bitbucket/handler/frame?code=[redacted]&state=[redacted]',
    );
    expect(request.query.code).toBe('s3cret');
  });

  it.each([
    `${PORTAL}/docs?x=1`,
    `${PORTAL}`,
    'https://other.portal.example/x',
  ])('starts a redirect flow back to %s', async redirectUrl => {
    const { inner, guard } = createGuard();
    await guard.start(
      createRequest({ redirectUrl }),
      createResponse() as unknown as Response,
    );
    expect(inner.start).toHaveBeenCalledTimes(1);
  });

  const spellings = openRedirects('portal.example', 'evil.example');

  it('knows at least 60 spellings of a redirect to another site', () => {
    expect(new Set(spellings).size).toBeGreaterThanOrEqual(60);
  });

  it.each(spellings)('starts no redirect flow to %p', async redirectUrl => {
    const { inner, guard } = createGuard();
    await expect(
      guard.start(
        createRequest({ redirectUrl }),
        createResponse() as unknown as Response,
      ),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    expect(inner.start).not.toHaveBeenCalled();
  });

  it.each(spellings)('ends no sign-in at %p', async redirectUrl => {
    const state = encode({ ...goodState, flow: 'redirect', redirectUrl });
    const { inner } = await callback({ code: 'c', state });
    expect(inner.frameHandler).not.toHaveBeenCalled();
  });
});
