import { at, productionSettings } from '../__testUtils__/productionConfig';
import { PROVIDER } from '../__testUtils__/unfitSettings';
import { checkSettings } from './checkSettings';
import { formatFinding } from './formatFindings';

async function findingsOf(key: string, changes: object) {
  const settings = await productionSettings({ ...changes });
  return checkSettings(settings)
    .filter(each => each.key === `${PROVIDER}.${key}`)
    .map(each => ({ severity: each.severity, text: formatFinding(each) }));
}

describe('the doctor and the limit of requests', () => {
  it.each([1001, 5000, 1_000_000])(
    'reports %i requests an hour, and counts people with 1000',
    async callsPerHour => {
      const changes = at(`${PROVIDER}.sessions.callsPerHour`, callsPerHour);
      expect(await findingsOf('sessions.callsPerHour', changes)).toEqual([
        {
          severity: 'problem',
          text: expect.stringContaining(
            `is ${callsPerHour}, and Bitbucket allows each OAuth consumer 1000 requests an hour.`,
          ),
        },
      ]);
      const [{ text }] = await findingsOf('sessions', changes);
      expect(text).toContain('the portal may send 1000 an hour');
      expect(text).toContain('about 15750 people');
    },
  );

  it('accepts the limit of Bitbucket', async () => {
    const changes = at(`${PROVIDER}.sessions.callsPerHour`, 1000);
    expect(await findingsOf('sessions.callsPerHour', changes)).toEqual([]);
  });
});
