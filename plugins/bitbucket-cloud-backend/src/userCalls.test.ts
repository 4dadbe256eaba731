import { mockCredentials } from '@backstage/backend-test-utils';
import { startPages } from './__testUtils__/startPages';

let pages: Awaited<ReturnType<typeof startPages>>;

beforeEach(async () => {
  pages = await startPages({ rateLimit: { callsPerHour: 8 } });
});

afterEach(() => pages.stop());

const ATTACKER = mockCredentials.user.header('user:default/mira');
const OTHER = mockCredentials.user.header('user:default/tomas');

it('leaves calls of the hour to other users', async () => {
  const { body } = await pages.get('booking-api/pipelines', ATTACKER);
  const uuids: string[] = body.data.map(({ uuid }: { uuid: string }) => uuid);
  for (const uuid of uuids) {
    await pages.get(
      `booking-api/pipelines/${encodeURIComponent(uuid)}/steps`,
      ATTACKER,
    );
  }
  expect(pages.calls()).toBe(4);

  const refused = await pages.get('booking-api/environments', ATTACKER);
  expect(refused).toMatchObject({
    status: 503,
    body: {
      problem: {
        kind: 'limited',
        message: expect.stringContaining('The rest is for other users.'),
        retryAt: expect.any(String),
      },
    },
  });
  const other = await pages.get('booking-api/pull-requests', OTHER);
  expect(other.status).toBe(200);
});
