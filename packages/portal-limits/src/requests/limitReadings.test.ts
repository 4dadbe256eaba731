import { mockCredentials } from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  type LimitedBackend,
  REPOSITORY,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

let backend: LimitedBackend;

beforeAll(async () => {
  backend = await startLimitedBackend([catalogPlugin], {
    backend: { limits: { readings: { requests: 3 } } },
  });
});

afterAll(() => backend.stop());

const location = { type: 'url', target: `${REPOSITORY}/missing.yaml` };

it('rejects one more request of a user that reads files', async () => {
  const send = (path: string, body: object, name = 'tomas') =>
    backend.send(`/api/catalog/${path}`, body, {
      as: mockCredentials.user.token(`user:default/${name}`),
    });
  await send('locations?dryRun=true', location);
  await send('analyze-location', { location });
  await send('refresh', { entityRef: 'component:default/a' });
  expect(backend.reads).toHaveLength(1);

  for (const [path, body] of [
    ['locations?dryRun=true', location],
    ['locations', location],
    ['Locations/', location],
    ['analyze-location', { location }],
    ['refresh', { entityRef: 'component:default/a' }],
    ['validate-entity', { location: `url:${location.target}`, entity: {} }],
  ] as const) {
    const { status, text } = await send(path, body);
    expect(status).toBe(429);
    expect(text).toContain(
      'You sent 3 requests that read files in 10 minutes. Try again later. An administrator can change backend.limits.readings.requests.',
    );
  }
  expect(backend.reads).toHaveLength(1);

  const { status } = await send('locations?dryRun=true', location, 'aiko');
  expect(status).not.toBe(429);
  expect(await send('entities/by-refs', { entityRefs: [] })).toMatchObject({
    status: 200,
  });
});

it('counts the analysis of a repository for an import', async () => {
  const as = mockCredentials.user.token('user:default/noor');
  const statuses: number[] = [];
  for (const path of ['', '', '/candidates', '/', '']) {
    const url = `/api/catalog/bitbucket/import${path}`;
    statuses.push((await backend.send(url, undefined, { as })).status);
  }
  // The routes are those of another module.
  expect(statuses).toEqual([404, 404, 404, 404, 429]);
});

it('does not count requests of plugins that act on their own behalf', async () => {
  for (let count = 0; count < 4; count++) {
    const { status } = await backend.send(
      '/api/catalog/locations?dryRun=true',
      location,
      { as: mockCredentials.service.token() },
    );
    expect(status).not.toBe(429);
  }
});
