import { mockCredentials } from '@backstage/backend-test-utils';
import { startImport } from '../__testUtils__/startImport';
import { repository } from '../__testUtils__/startRepositories';

let portal: Awaited<ReturnType<typeof startImport>>;
afterEach(() => portal.stop());

const as = (name: string) => ({
  headers: {
    authorization: mockCredentials.user.header(`user:default/${name}`),
  },
});

it('leaves calls of the hour to other users', async () => {
  portal = await startImport({
    repositories: [repository(1), repository(2)],
    config: { rateLimit: { callsPerHour: 100 } },
  });
  let status = 200;
  for (let count = 0; status === 200 && count < 30; count++) {
    ({ status } = await portal.analyze('repo-1', as('mira')));
  }
  const refused = await portal.analyze('repo-1', as('mira'));
  expect(refused.body.error?.message).toMatch(
    /The rest is for other users\. Try again in \d+ minutes\./,
  );
  expect(refused.status).toBe(503);
  const other = await portal.analyze('repo-2', as('tomas'));
  expect(other.status).toBe(200);

  const registration = await fetch(`${portal.portal.catalogUrl}/locations`, {
    method: 'POST',
    headers: { ...as('mira').headers, 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'url',
      target:
        'https://bitbucket.org/generated/repo-1/src/main/catalog-info.yaml',
    }),
  });
  expect(registration.status).toBe(503);
});
