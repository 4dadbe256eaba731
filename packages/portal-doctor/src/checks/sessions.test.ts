import { at, productionSettings } from '../__testUtils__/productionConfig';
import { PROVIDER } from '../__testUtils__/unfitSettings';
import { checkSettings } from './checkSettings';
import { formatFinding } from '../findings/formatFindings';

async function findingsOf(key: string, changes: object) {
  const settings = await productionSettings({ ...changes });
  return checkSettings(settings)
    .filter(each => each.key === `${PROVIDER}.${key}`)
    .map(each => ({ severity: each.severity, text: formatFinding(each) }));
}

const twoHosts = (sessions: object) => ({
  ...at(`${PROVIDER}.sessions`, sessions),
  app: { baseUrl: 'https://portal.quayside.test' },
  backend: {
    baseUrl: 'https://api.globex.test',
    cors: { origin: 'https://portal.quayside.test' },
  },
});

describe('the doctor and the limit of requests', () => {
  it.each([1001, 5000, 1_000_000])(
    'reports %i requests per hour, and calculates the number of users with 1000',
    async callsPerHour => {
      const changes = at(`${PROVIDER}.sessions.callsPerHour`, callsPerHour);
      expect(await findingsOf('sessions.callsPerHour', changes)).toEqual([
        {
          severity: 'problem',
          text: expect.stringContaining(
            `is ${callsPerHour}, but Bitbucket allows each OAuth consumer 1000 requests per hour.`,
          ),
        },
      ]);
      const [{ text }] = await findingsOf('sessions', changes);
      expect(text).toContain('the portal can send 1000 per hour');
      expect(text).toContain('about 15750 users');
    },
  );

  it('accepts the limit of Bitbucket', async () => {
    const changes = at(`${PROVIDER}.sessions.callsPerHour`, 1000);
    expect(await findingsOf('sessions.callsPerHour', changes)).toEqual([]);
  });
});

describe('the doctor and the session cookie', () => {
  it.each([
    [
      'two hosts',
      twoHosts({}),
      'advice',
      /is not true, and the portal is at portal\.quayside\.test and its backend at api\.globex\.test\..*between two sites.*set crossSite: true/,
    ],
    [
      'two hosts with crossSite',
      twoHosts({ crossSite: true }),
      'advice',
      /third-party cookie.*Use one host name/,
    ],
    [
      'crossSite with one host',
      at(`${PROVIDER}.sessions.crossSite`, true),
      'note',
      /both at portal\.quayside\.test, so the cookie does not need it\. Remove it\./,
    ],
  ])('explains %s', async (_, changes, severity, text) => {
    expect(await findingsOf('sessions.crossSite', changes)).toEqual([
      { severity, text: expect.stringMatching(text) },
    ]);
  });

  it('has nothing to report for one host', async () => {
    expect(await findingsOf('sessions.crossSite', {})).toEqual([]);
  });

  it.each([
    ['one host with two ports', 'https://portal.quayside.test:8443'],
    ['an address without a scheme', 'portal'],
  ])('has nothing to report for %s', async (_, baseUrl) => {
    const changes = at('backend.baseUrl', baseUrl);
    expect(await findingsOf('sessions.crossSite', changes)).toEqual([]);
  });
});

it.each(['2026-11-29T09:00:00', '2026-11-29 (x) 9:00 PST'])(
  'reports the time %s without a time zone',
  async notBefore => {
    const settings = await productionSettings(
      at(`${PROVIDER}.sessions.notBefore`, notBefore),
    );
    const found = checkSettings(settings).filter(
      each => each.severity === 'problem',
    );
    expect(found.map(formatFinding).join('\n')).toContain('time zone');
  },
);
