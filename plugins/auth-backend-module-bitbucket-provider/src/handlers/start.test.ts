import { type AttemptStore } from '../sessions/AttemptStore';
import { UnavailableError } from '../model/UnavailableError';
import { type Request, type Response } from '../model/express';
import { type HandlerContext } from './ProviderEnvironment';
import { start } from './start';

const SECOND = 'https://second.example';

/**
 * Sends `/start` to a portal that is not permitted to send requests for a minute, or that has no room
 * for attempts.
 */
async function startAt(origin: string, isHourUsed: boolean) {
  const environment = {
    name: 'development',
    access: {
      budget: { roomAt: () => (isHourUsed ? 60_000 : undefined) },
    },
    baseScopes: ['account'],
    cookies: { readAttempt: () => undefined },
  };
  const attempts: Pick<AttemptStore, 'create'> = {
    async create() {
      throw new UnavailableError('Too many sign-ins are open.', {
        retryAfterSeconds: 60,
      });
    },
  };
  const failed = jest.fn();
  const context = {
    appUrl: 'https://portal.example',
    attempts,
    audit: { failed },
    environments: new Map([['development', environment]]),
    isOriginAllowed: (each: string) =>
      [SECOND, 'https://portal.example'].includes(each),
    sessions: { now: () => 0 },
  } as unknown as HandlerContext;
  const url = `/start?env=development&flow=popup&origin=${origin}`;
  const request = {
    method: 'GET',
    url,
    originalUrl: url,
    query: Object.fromEntries(new URL(url, SECOND).searchParams),
    headers: {},
    ip: '192.0.2.1',
    get: () => undefined,
  } as unknown as Request;
  const end = jest.fn();
  const status = jest.fn();
  const setHeader = jest.fn();
  await start(
    request,
    { end, status, setHeader } as unknown as Response,
    context,
  );
  const headers = Object.fromEntries(setHeader.mock.calls);
  return {
    status: status.mock.calls,
    retryAfter: headers['Retry-After'],
    target: /var origin = "(.*)";/.exec(end.mock.calls[0][0])?.[1],
    refusals: failed.mock.calls.length,
  };
}

describe('a sign-in that cannot start', () => {
  it.each([
    ['the hourly requests are used', true],
    ['too many sign-ins are open', false],
  ])('sends the reason to the page that opened it if %s', async (_, isUsed) => {
    for (const origin of [SECOND, 'https://portal.example']) {
      expect(await startAt(origin, isUsed)).toEqual({
        status: [[503]],
        retryAfter: '60',
        target: origin,
        refusals: 1,
      });
    }
  });

  it('sends no reason to the page of another site', async () => {
    await expect(startAt('https://evil.example', true)).rejects.toThrow(
      "Origin 'https://evil.example' is not allowed",
    );
  });
});
