import { setTimeout as wait } from 'node:timers/promises';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import type { EntityProvider } from '@backstage/plugin-catalog-node';
import { createSourceRequire } from 'tools/lib/workspace.mts';
import { copyUsers, type Connection } from './copyUsers.mts';
import { userEntityOf } from './people.mts';

const provider = 'bench';

/** The catalog processes this number of users. The others are copies of one of them. */
const processedUsers = 1000;

type Database = Awaited<
  ReturnType<
    import('@backstage/backend-plugin-api').DatabaseService['getClient']
  >
>;

/**
 * A catalog module that adds the given number of users: the first thousand with one full mutation, which
 * the catalog processes and stitches, and the others as copies of their rows.
 *
 * @param whenFilled - called when the catalog contains all of them
 */
export function fillCatalog(
  users: number,
  whenFilled: (users: number) => void,
): BackendFeature {
  const require = createSourceRequire(import.meta.url);
  const { coreServices, createBackendModule } =
    require('@backstage/backend-plugin-api') as typeof import('@backstage/backend-plugin-api');
  const { catalogProcessingExtensionPoint } =
    require('@backstage/plugin-catalog-node') as typeof import('@backstage/plugin-catalog-node');

  return createBackendModule({
    pluginId: 'catalog',
    moduleId: 'bench-people',
    register(reg) {
      reg.registerInit({
        deps: {
          catalog: catalogProcessingExtensionPoint,
          database: coreServices.database,
        },
        async init({ catalog, database }) {
          const client = await database.getClient();
          // The file is discarded if this does not complete.
          await client.raw('PRAGMA synchronous = OFF');
          const processed = Math.min(users, processedUsers);
          catalog.addEntityProvider(createProvider(processed));
          waitUntilProcessed(client, processed)
            .then(() => addCopies(client, processed, users))
            .then(() => whenFilled(users));
        },
      });
    },
  });
}

function createProvider(users: number): EntityProvider {
  return {
    getProviderName: () => provider,
    async connect(connection) {
      await connection.applyMutation({
        type: 'full',
        entities: Array.from({ length: users }, (_, index) => ({
          entity: userEntityOf(index),
          locationKey: provider,
        })),
      });
    },
  };
}

async function addCopies(client: Database, from: number, to: number) {
  const connection: Connection = await client.client.acquireConnection();
  try {
    copyUsers(connection, from, to);
  } finally {
    await client.client.releaseConnection(connection);
  }
}

async function waitUntilProcessed(client: Database, users: number) {
  for (;;) {
    await wait(2000);
    const [{ stitched }] = await client('final_entities')
      .whereNotNull('final_entity')
      .count({ stitched: '*' });
    if (Number(stitched) >= users && !(await isBusy(client))) {
      return;
    }
    console.log(`${stitched} of ${users} users are in the catalog`);
  }
}

async function isBusy(client: Database): Promise<boolean> {
  const [{ unprocessed }] = await client('refresh_state')
    .whereNull('processed_entity')
    .count({ unprocessed: '*' });
  const [{ waiting }] = await client('stitch_queue').count({ waiting: '*' });
  return Number(unprocessed) + Number(waiting) > 0;
}
