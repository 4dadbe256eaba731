import { type Request, type Response } from '../model/express';
import { SessionCookies, type SessionCookiesOptions } from './SessionCookies';

const SECRET = `v1.${'A'.repeat(43)}`;
const DAY = 24 * 60 * 60 * 1000;

function create(change: Partial<SessionCookiesOptions> = {}) {
  const baseUrl = change.baseUrl ?? 'https://portal.example/api/auth';
  return new SessionCookies({
    appUrl: 'https://portal.example',
    baseUrl,
    callbackUrl: `${baseUrl}/bitbucket/handler/frame`,
    providerId: 'bitbucket',
    crossSite: false,
    ...change,
  });
}

/** The arguments of `res.cookie`. */
function written(write: (res: Response) => void): [string, string, object] {
  const cookie = jest.fn();
  write({ cookie } as unknown as Response);
  expect(cookie).toHaveBeenCalledTimes(1);
  return cookie.mock.calls[0];
}

const LAX = { sameSite: 'lax' };
const PATH = '/api/auth/bitbucket';

it.each<
  [string, Partial<SessionCookiesOptions>, [string, object], [string, object]]
>([
  [
    'http',
    {
      appUrl: 'http://localhost:3000',
      baseUrl: 'http://localhost:7007/api/auth',
    },
    ['bitbucket-session', { path: PATH, secure: false, ...LAX }],
    ['bitbucket-attempt', { path: `${PATH}/handler`, secure: false, ...LAX }],
  ],
  [
    'https',
    {},
    ['__Host-bitbucket-session', { path: '/', secure: true, ...LAX }],
    ['__Host-bitbucket-attempt', { path: '/', secure: true, ...LAX }],
  ],
  [
    'https with a base path',
    { baseUrl: 'https://portal.example/backstage/api/auth' },
    [
      '__Secure-bitbucket-session',
      { path: `/backstage${PATH}`, secure: true, ...LAX },
    ],
    [
      '__Secure-bitbucket-attempt',
      { path: `/backstage${PATH}/handler`, secure: true, ...LAX },
    ],
  ],
  [
    'another host, and crossSite',
    { baseUrl: 'https://api.portal.example/api/auth', crossSite: true },
    ['__Host-bitbucket-session', { path: '/', secure: true, sameSite: 'none' }],
    ['__Host-bitbucket-attempt', { path: '/', secure: true, sameSite: 'none' }],
  ],
  [
    'another host, without crossSite',
    { baseUrl: 'https://api.portal.example/api/auth' },
    ['__Host-bitbucket-session', { path: '/', secure: true, ...LAX }],
    ['__Host-bitbucket-attempt', { path: '/', secure: true, ...LAX }],
  ],
  [
    'the same host, and crossSite',
    { crossSite: true },
    ['__Host-bitbucket-session', { path: '/', secure: true, ...LAX }],
    ['__Host-bitbucket-attempt', { path: '/', secure: true, ...LAX }],
  ],
  [
    'another host by http, and crossSite',
    { baseUrl: 'http://127.0.0.1:7007/api/auth', crossSite: true },
    ['bitbucket-session', { path: PATH, secure: false, ...LAX }],
    ['bitbucket-attempt', { path: `${PATH}/handler`, secure: false, ...LAX }],
  ],
  [
    'an auth environment',
    { environment: 'production' },
    [
      '__Host-bitbucket-session-production',
      { path: '/', secure: true, ...LAX },
    ],
    [
      '__Host-bitbucket-attempt-production',
      { path: '/', secure: true, ...LAX },
    ],
  ],
  [
    'a cookie configurer',
    {
      cookieConfigurer: () => ({
        domain: '.portal.example',
        path: '/x',
        secure: true,
        sameSite: 'strict',
      }),
    },
    [
      '__Secure-bitbucket-session',
      {
        domain: '.portal.example',
        path: '/x',
        secure: true,
        sameSite: 'strict',
      },
    ],
    [
      '__Secure-bitbucket-attempt',
      {
        domain: '.portal.example',
        path: '/x/handler',
        secure: true,
        ...LAX,
      },
    ],
  ],
  [
    'a cookie configurer without TLS',
    {
      cookieConfigurer: () => ({
        domain: 'portal.example',
        path: '/x',
        secure: false,
      }),
    },
    [
      'bitbucket-session',
      { domain: 'portal.example', path: '/x', secure: false, ...LAX },
    ],
    [
      'bitbucket-attempt',
      { domain: 'portal.example', path: '/x/handler', secure: false, ...LAX },
    ],
  ],
])('sets and clears the cookies for %s', (_, change, session, attempt) => {
  const cookies = create(change);
  expect(written(res => cookies.setSession(res, SECRET, 90 * DAY))).toEqual([
    session[0],
    SECRET,
    { ...session[1], httpOnly: true, maxAge: 90 * DAY },
  ]);
  expect(written(res => cookies.clearSession(res))).toEqual([
    session[0],
    '',
    { ...session[1], httpOnly: true, maxAge: 0 },
  ]);
  expect(written(res => cookies.setAttempt(res, 'browser'))).toEqual([
    attempt[0],
    'browser',
    { ...attempt[1], httpOnly: true, maxAge: 10 * 60 * 1000 },
  ]);
  expect(`${session[0]}=${SECRET}`.length).toBeLessThan(100);
});

it('encodes an environment whose name contains other characters', () => {
  const [name] = written(res =>
    create({ environment: 'a b;=\u00e9' }).clearSession(res),
  );
  expect(name).toBe('__Host-bitbucket-session-a%20b%3B%3D%C3%A9');
});

it.each([
  [{ '__Host-bitbucket-session': SECRET }, SECRET],
  [{ '__Host-bitbucket-session': { a: 1 } }, ''],
  [{ '__Host-bitbucket-session': ['x'] }, ''],
  [{ 'bitbucket-session': SECRET }, undefined],
  [{ '__Secure-bitbucket-session': SECRET }, undefined],
  [{}, undefined],
  [undefined, undefined],
])('reads the session of %j', (cookies, expected) => {
  expect(create().readSession({ cookies } as Request)).toBe(expected);
});

it('ignores properties that objects inherit', () => {
  const cookies = Object.create({ '__Host-bitbucket-session': SECRET });
  expect(create().readSession({ cookies } as Request)).toBeUndefined();
});

it('deletes the cookies of earlier versions at their original paths', () => {
  const cookie = jest.fn();
  const cookies = {
    'bitbucket-refresh-token': 'x',
    'bitbucket-refresh-token-3': 'x',
    'bitbucket-granted-scope': 'x',
    'bitbucket-nonce': 'x',
    'bitbucket-refresh-token-of-another': 'x',
    'github-refresh-token': 'x',
  };
  create().clearFormer(
    { cookies } as unknown as Request,
    { cookie } as unknown as Response,
  );
  expect(cookie.mock.calls.map(([name, , { path }]) => [name, path])).toEqual([
    ['bitbucket-refresh-token', PATH],
    ['bitbucket-refresh-token-3', PATH],
    ['bitbucket-granted-scope', PATH],
    ['bitbucket-nonce', `${PATH}/handler`],
  ]);
});
