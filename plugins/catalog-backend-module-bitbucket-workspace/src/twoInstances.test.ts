import { createBitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { DefaultSchedulerService } from '@backstage/backend-defaults/scheduler';
import { type Knex } from 'knex';
import { FakeCatalog } from './__testUtils__/FakeCatalog';
import {
  createDatabase,
  createHarness,
  registerConsumer,
} from './__testUtils__/createHarness';

const TASK = 'BitbucketWorkspaceEntityProvider:main:refresh';

async function untilRun(knex: Knex) {
  for (;;) {
    const [task] = await knex('backstage_backend_tasks__tasks').where({
      id: TASK,
    });
    if (task.last_run_ended_at) {
      return task;
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

it('runs on one of two instances', async () => {
  const stub = await createBitbucketCloudStub();
  registerConsumer(stub);
  const path = '/2.0/workspaces/harbour-bikes/members';
  // Long enough for both instances to begin, if they would.
  stub.faults.add({ path, latency: 1500 });
  const knex = await createDatabase();
  const catalog = new FakeCatalog();
  const rootLifecycle = mockServices.rootLifecycle.mock();
  const instances = [];
  for (const _ of ['first', 'second']) {
    const scheduler = DefaultSchedulerService.create({
      database: { getClient: async () => knex },
      logger: mockServices.logger.mock(),
      metrics: metricsServiceMock.mock(),
      rootLifecycle,
      httpRouter: mockServices.httpRouter.mock(),
      pluginMetadata: { getId: () => 'catalog' },
    });
    const taskRunner = scheduler.createScheduledTaskRunner({
      frequency: { hours: 1 },
      timeout: { hours: 3 },
    });
    instances.push(await createHarness({ stub, catalog, knex, taskRunner }));
  }

  expect(await untilRun(knex)).toMatchObject({ last_run_error_json: null });
  expect(stub.journal.entries({ path })).toHaveLength(1);
  expect(catalog.mutations).toHaveLength(1);
  expect(instances.flatMap(({ lines }) => lines)).toEqual([
    expect.stringContaining('8 added'),
  ]);
  rootLifecycle.addShutdownHook.mock.calls.forEach(([hook]) => hook());
  await stub.close();
}, 30_000);
