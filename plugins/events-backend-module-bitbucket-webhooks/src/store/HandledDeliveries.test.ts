import { mockServices } from '@backstage/backend-test-utils';
import { databases, type SharedDatabase } from '../__testUtils__/databases';
import { type Claim, HandledDeliveries } from './HandledDeliveries';

const UUID = 'd3b07384-d113-4ec5-a5d8-9e2f5b6c7a81';
const HOUR = 60 * 60 * 1000;
const START = 1_796_000_000_000;

describe.each(databases)('HandledDeliveries on $name', ({ open }) => {
  let database: SharedDatabase;
  let time = START;
  let instances: HandledDeliveries[];

  beforeAll(async () => {
    database = await open();
    const { knex } = database;
    await HandledDeliveries.open(
      mockServices.database.mock({ getClient: async () => knex }),
    );
    instances = [1, 2].map(() => new HandledDeliveries(knex, () => time));
  }, 60_000);
  beforeEach(async () => {
    time = START;
    await database.knex('bitbucket_webhook_deliveries').delete();
  });
  afterAll(() => database.close());

  async function claim(instance = 0): Promise<Claim> {
    const result = await instances[instance].claim(UUID);
    if (typeof result === 'string') {
      throw new Error(`The delivery is ${result}.`);
    }
    return result;
  }

  it('gives a delivery to one of many requests', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        instances[index % 2].claim(UUID),
      ),
    );
    expect(results.filter(result => result === 'pending')).toHaveLength(19);
  });

  it('gives no delivery again after it was published', async () => {
    await (await claim()).complete();
    time += 23 * HOUR;
    for (const instance of instances) {
      await instance.clean();
      expect(await instance.claim(UUID)).toBe('published');
    }
    time += HOUR + 1;
    await instances[0].clean();
    await claim(1);
  });

  it('gives it again after it failed', async () => {
    await (await claim()).release();
    expect(typeof (await instances[1].claim(UUID))).toBe('object');
  });

  it('gives it again 15 seconds after an instance stopped in the middle', async () => {
    const lost = await claim();
    time += 15_000;
    expect(await instances[1].claim(UUID)).toBe('pending');
    time += 1;
    const next = await claim(1);
    // The first instance continues after all.
    await lost.release();
    await lost.complete();
    expect(await instances[0].claim(UUID)).toBe('pending');
    await next.complete();
    expect(await instances[0].claim(UUID)).toBe('published');
  });

  it('does not release a published delivery', async () => {
    const done = await claim();
    await done.complete();
    await done.release();
    expect(await instances[1].claim(UUID)).toBe('published');
  });
});

it('creates no table if migrations are skipped', async () => {
  const database = await databases[0].open();
  const { knex } = database;
  await HandledDeliveries.open({
    getClient: async () => knex,
    migrations: { skip: true },
  });
  expect(await knex.schema.hasTable('bitbucket_webhook_deliveries')).toBe(
    false,
  );
  await database.close();
});
