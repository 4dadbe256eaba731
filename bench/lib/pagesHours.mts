import { createSourceRequire } from 'tools/lib/workspace.mts';
import { listenToHooks } from './hookListener.mts';
import { PagesActivity, type PagesWork } from './PagesActivity.mts';
import { pagesConsumer, pagesSeed } from './pagesCompany.mts';
import { PagesVisitor } from './PagesVisitor.mts';

const require = createSourceRequire(import.meta.url);
const { createBitbucketCloudStub } =
  require('@backstage-bitbucket/bitbucket-cloud-stub') as typeof import('@backstage-bitbucket/bitbucket-cloud-stub');
const { DatabaseManager } =
  require('@backstage/backend-defaults/database') as typeof import('@backstage/backend-defaults/database');
const { ConfigReader } =
  require('@backstage/config') as typeof import('@backstage/config');
const { DefaultEventsService } =
  require('@backstage/plugin-events-node') as typeof import('@backstage/plugin-events-node');
const { openPagesInstance } =
  require('../../plugins/bitbucket-cloud-backend/src/__testUtils__/openPagesInstance') as typeof import('../../plugins/bitbucket-cloud-backend/src/__testUtils__/openPagesInstance.ts');
const { createRandom } =
  require('../../packages/bitbucket-cloud-stub/src/model/createRandom') as typeof import('../../packages/bitbucket-cloud-stub/src/model/createRandom.ts');

/** The length of a step of the simulation. */
const STEP_MS = 5_000;
const STEPS_OF_HOUR = (60 * 60_000) / STEP_MS;
const INSTANCES = 2;

const quiet = {
  debug: () => {},
  info: () => {},
  warn: (message: string) => console.error(message),
  error: (message: string) => console.error(message),
  child: () => quiet,
};

/** Returns the calls to the REST API in each hour, as the stub counted them. */
export async function simulatePagesHours(work: PagesWork): Promise<number[]> {
  const seed = pagesSeed({ repositories: work.repositories, pullRequests: 3 });
  const [workspace] = seed.workspaces;
  const events = DefaultEventsService.create({ logger: quiet });
  const hooks = await listenToHooks((key, eventPayload) =>
    events.publish({ topic: `bitbucketCloud.${key}`, eventPayload }),
  );
  const stub = await createBitbucketCloudStub({
    seed: {
      ...seed,
      workspaces: [
        {
          ...workspace,
          hooks: [
            {
              uuid: '{7f1d8f5e-6a53-4f0c-9a39-2f4a8c1f0b11}',
              url: hooks.url,
              events: [
                'pullrequest:created',
                'pullrequest:updated',
                'pullrequest:approved',
                'pullrequest:comment_created',
                'pullrequest:fulfilled',
                'repo:commit_status_created',
                'repo:commit_status_updated',
              ],
            },
          ],
        },
      ],
    },
    clients: [{ ...pagesConsumer, workspace: workspace.slug }],
  });
  const now = () => stub.clock.now();
  const knex = await DatabaseManager.fromConfig(
    new ConfigReader({
      backend: {
        database: { client: 'better-sqlite3', connection: ':memory:' },
      },
    }),
  )
    .forPlugin('bitbucket-cloud', {
      logger: quiet,
      lifecycle: { addShutdownHook: () => {}, addStartupHook: () => {} },
    })
    .getClient();
  const instances: Awaited<ReturnType<typeof openPagesInstance>>[] = [];
  while (instances.length < INSTANCES) {
    instances.push(
      await openPagesInstance({
        workspace: workspace.slug,
        clientId: pagesConsumer.id,
        clientSecret: pagesConsumer.secret,
        baseUrl: stub.url,
        apiBaseUrl: stub.apiUrl,
        knex,
        logger: quiet,
        now,
        ...(work.hasWebhooks && {
          events: events.forPlugin(`instance-${instances.length}`),
        }),
      }),
    );
  }
  const place = {
    workspace: workspace.slug,
    slugs: (seed.repositories ?? []).map(({ slug }) => slug),
    random: createRandom(1),
  };
  const visitors = Array.from(
    { length: work.people },
    () => new PagesVisitor(place),
  );
  const activity = new PagesActivity(stub, place);
  const calls: number[] = [];
  try {
    for (let hour = 0; hour < work.hours; hour++) {
      stub.journal.clear();
      for (let step = 0; step < STEPS_OF_HOUR; step++) {
        stub.clock.advance(STEP_MS);
        await activity.work(work, hour + step / STEPS_OF_HOUR);
        await stub.deliveries.settled();
        for (const [index, visitor] of visitors.entries()) {
          await visitor.look(instances[index % INSTANCES], now());
        }
      }
      calls.push(stub.journal.entries({ path: '/2.0/**' }).length);
      console.error(`Hour ${hour + 1}: ${calls[hour]} calls`);
    }
    return calls;
  } finally {
    hooks.close();
    await knex.destroy();
    await stub.close();
  }
}
