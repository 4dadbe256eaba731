import { ConfigReader } from '@backstage/config';
import { type JsonObject } from '@backstage/types';
import { readSessionConfig, SESSION_KEYS } from './sessionConfig';

const KEY = 'auth.providers.bitbucket.development';
const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const read = (data: JsonObject) =>
  readSessionConfig(new ConfigReader(data), KEY);
const readSessions = (sessions: JsonObject) => read({ sessions });

it('has defaults', () => {
  expect(read({})).toEqual({
    checkAfter: HOUR,
    checkWithin: 7 * DAY,
    grace: 7 * DAY,
    duration: 30 * DAY,
    maxAge: 90 * DAY,
    callsPerHour: 1000,
    alwaysSendAccessToken: false,
    crossSite: false,
    notBefore: 0,
  });
});

it('reads every key', () => {
  const sessions = {
    checkAfter: '30m',
    checkWithin: { days: 1 },
    grace: { seconds: 0 },
    maxAge: { days: 365 },
    callsPerHour: 500,
    accessToken: 'always',
    crossSite: true,
    notBefore: '2026-11-29T09:00:00Z',
  };
  expect(Object.keys(sessions)).toEqual(SESSION_KEYS);
  expect(read({ sessions, sessionDuration: { days: 85 } })).toEqual({
    checkAfter: HOUR / 2,
    checkWithin: DAY,
    grace: 0,
    duration: 85 * DAY,
    maxAge: 365 * DAY,
    callsPerHour: 500,
    alwaysSendAccessToken: true,
    crossSite: true,
    notBefore: Date.UTC(2026, 10, 29, 9),
  });
});

it('has no default grace if each refresh checks', () => {
  expect(readSessions({ checkWithin: { seconds: 0 } })).toMatchObject({
    checkWithin: 0,
    grace: 0,
  });
});

it.each<[string, JsonObject]>([
  ['sessionDuration', { sessionDuration: { days: 86 } }],
  ['sessionDuration', { sessionDuration: { seconds: 59 } }],
  ['sessionDuration', { sessionDuration: 'long' }],
  ['sessions.checkAfter', { sessions: { checkAfter: { seconds: 59 } } }],
  ['sessions.checkAfter', { sessions: { checkAfter: { hours: -1 } } }],
  ['sessions.checkWithin', { sessions: { checkWithin: { days: 86 } } }],
  ['sessions.checkWithin', { sessions: { checkWithin: { minutes: 30 } } }],
  ['sessions.grace', { sessions: { grace: 'x' } }],
  ['sessions.maxAge', { sessions: { maxAge: { days: 366 } } }],
  ['sessions.callsPerHour', { sessions: { callsPerHour: 9 } }],
  ['sessions.callsPerHour', { sessions: { callsPerHour: 10.5 } }],
  ['sessions.callsPerHour', { sessions: { callsPerHour: '1000' } }],
  ['sessions.accessToken', { sessions: { accessToken: true } }],
  ['sessions.accessToken', { sessions: { accessToken: 'never' } }],
  ['sessions.crossSite', { sessions: { crossSite: 'true' } }],
  ['sessions.notBefore', { sessions: { notBefore: 'yesterday' } }],
  ['sessions.notBefore', { sessions: { notBefore: 2026 } }],
  ['sessions.notBefore', { sessions: { notBefore: '2026-13-01T09:00:00Z' } }],
  ['sessions.notBefore', { sessions: { notBefore: '2026-02-30T09:00:00Z' } }],
  ['sessions.notBefore', { sessions: { notBefore: '2099-01-01T09:00:00Z' } }],
  ['sessions.notBefore', { sessions: { notBefore: '2026-11-29' } }],
  ['sessions.notBefore', { sessions: { notBefore: '2026-11-29T09:00:00' } }],
  [
    'sessions.notBefore',
    { sessions: { notBefore: '2026-11-29T09:00:00 PST' } },
  ],
  [
    'sessions.notBefore',
    { sessions: { notBefore: '2026-11-29 (x) 9:00 PST' } },
  ],
  ['sessions.checkEvery', { sessions: { checkEvery: { hours: 1 } } }],
  ['sessions.__proto', { sessions: { __proto: 1 } }],
  ['sessions', { sessions: 'always' as unknown as JsonObject }],
  ['sessions', { sessions: [] as unknown as JsonObject }],
])('rejects %s of %j', (name, data) => {
  expect(() => read(data)).toThrow(
    expect.objectContaining({
      name: 'InputError',
      message: expect.stringContaining(`${KEY}.${name} `),
    }),
  );
});
