import { mockServices } from '@backstage/backend-test-utils';
import { openTestInstance } from '../__testUtils__/openTestInstance';
import { MIRA } from '../__testUtils__/startPortal';
import { useSessionPortals } from '../__testUtils__/useSessionPortals';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const used = useSessionPortals({});

describe('on an instance of the portal', () => {
  const now = Date.now();
  let sent = 0;
  const open = (clientId: string) =>
    openTestInstance({
      baseUrl: used.bitbucket.url,
      apiBaseUrl: used.bitbucket.apiUrl,
      clientId,
      clientSecret: 's3cret',
      database: used.database.service,
      logger: mockServices.logger.mock(),
      now: () => now,
      onCheck: () => {},
      onRequest: () => {
        sent += 1;
      },
    });
  const createSession = async (clientId: string, checkedAt: number) =>
    (await open(clientId)).createSession({
      uuid: MIRA,
      tokens: {
        accessToken: 'a',
        refreshToken: 'r',
        scope: 'account',
        expiresInSeconds: 1e6,
      },
      checkedAt,
    });
  beforeEach(() => {
    sent = 0;
  });

  it.each([2 * HOUR, 8 * 24 * HOUR])(
    'a session of a former OAuth consumer sends no request, %d ms after its check',
    async age => {
      const cookie = await createSession('former-consumer', now - age);
      const instance = await open('new-consumer');
      expect(await instance.load(cookie)).toMatch(/session|outage/);
      await instance.settle();
      expect(sent).toBe(0);
    },
  );

  it.each([
    ['a minute ahead', 'session', MINUTE],
    ['a day ahead', 'check', 24 * HOUR],
  ])(
    'after a check with a clock that is %s, the response comes from a %s',
    async (_, source, ahead) => {
      const cookie = await createSession('a-consumer', now + ahead);
      const instance = await open('a-consumer');
      expect(await instance.load(cookie)).toBe(source);
      await instance.settle();
    },
  );
});
