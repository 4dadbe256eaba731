import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import { ConfigReader } from '@backstage/config';
import { type JsonObject } from '@backstage/types';
import { WRITE_TOKEN } from '../__testUtils__/startImport';
import {
  providerConfig,
  repository,
  startStub,
  uuidOf,
  WORKSPACE,
} from '../__testUtils__/startRepositories';
import { openOnboarding } from './openOnboarding';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
let stub: BitbucketCloudStub;
afterEach(() => stub.close());

const EMPTY = { files: { 'README.md': '' } };
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => repository(index + 1, EMPTY));

async function start(count: number) {
  stub = await startStub(many(count));
  stub.registerAccessToken({
    workspace: WORKSPACE,
    token: WRITE_TOKEN,
    scopes: ['repository:write', 'pullrequest:write'],
  });
}

async function onboard(
  options: Partial<Parameters<typeof openOnboarding>[0]> = {},
  rateLimit?: JsonObject,
) {
  const knex = await databases.init('SQLITE_3');
  const { lines, ...rest } = await openOnboarding({
    config: new ConfigReader({
      catalog: {
        providers: {
          bitbucketRepositories: {
            main: {
              ...providerConfig(stub),
              rateLimit,
              withoutFile: { owner: 'group:default/platform' },
            },
          },
        },
      },
      integrations: { bitbucketCloud: [{ token: WRITE_TOKEN }] },
      scaffolder: { bitbucketCloud: { workspaces: [WORKSPACE] } },
    }),
    database: mockServices.database({ knex }),
    logger: mockServices.logger.mock(),
    write: true,
    again: false,
    max: 20,
    ...options,
  });
  return { results: lines.map(({ result }) => result), lines, ...rest };
}

it.each([
  ['the files', 'GET', '/2.0/repositories/*/*/src/**'],
  ['the reviewers', 'GET', '/2.0/repositories/*/*/*default-reviewers'],
  ['the commits', 'POST', '/2.0/repositories/*/*/src'],
  ['the pull requests', 'POST', '/2.0/repositories/*/*/pullrequests'],
])(
  'stops after the fourth failure of %s in a row, and returns what it did',
  async (_, method, path) => {
    await start(8);
    stub.faults.add({ method, path, status: 503 });
    const { failure, rest, results } = await onboard();
    expect(results).toEqual(['failed', 'failed', 'failed']);
    expect(failure).toContain('Bitbucket responded with status 503');
    expect(rest).toBe(5);
  },
);

it('continues after failures of single repositories', async () => {
  await start(8);
  for (const number of [1, 2, 3, 5, 6, 7]) {
    stub.faults.add({
      method: 'POST',
      path: `/2.0/repositories/*/${uuidOf(number)}/pullrequests`,
      status: 403,
    });
  }
  const { failure, results } = await onboard();
  expect(failure).toBeUndefined();
  expect(results).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8].map(number =>
      number % 4 === 0 ? 'created' : 'failed',
    ),
  );
  // The branches with the files exist.
  stub.faults.clear();
  const again = await onboard();
  expect(again.results.filter(each => each === 'created')).toHaveLength(6);
  expect(again.results.filter(each => each === 'open')).toHaveLength(2);
});

it('completes the present repository when it is stopped', async () => {
  await start(3);
  const controller = new AbortController();
  const { rest, results } = await onboard({
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  expect(results).toEqual(['created']);
  expect(rest).toBe(2);
  expect((await onboard()).results).toEqual(['open', 'created', 'created']);
});

it('stops while it waits for the request budget', async () => {
  await start(3);
  const controller = new AbortController();
  const logger = mockServices.logger.mock({
    warn: () => controller.abort(),
  });
  const { rest, results } = await onboard(
    { logger, signal: controller.signal },
    // The list, and one file
    { callsPerHour: 2 },
  );
  expect(results).toEqual([]);
  expect(rest).toBe(3);
});

it('opens no more than the maximum', async () => {
  await start(4);
  const { rest, results } = await onboard({ max: 2 });
  expect(results).toEqual(['created', 'created']);
  expect(rest).toBe(2);
});
