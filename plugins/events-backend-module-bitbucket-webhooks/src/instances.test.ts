import { createServiceFactory } from '@backstage/backend-plugin-api';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { databases, type SharedDatabase } from './__testUtils__/databases';
import {
  startWebhooks,
  type WebhookBackend,
} from './__testUtils__/startWebhooks';

const UUID = 'd3b07384-d113-4ec5-a5d8-9e2f5b6c7a81';

describe.each(databases)('two instances with $name', ({ open }) => {
  let database: SharedDatabase;
  let instances: WebhookBackend[];
  /** What the subscribers of each instance do; default: nothing. */
  let publish: () => Promise<void>;

  const createEvents = () =>
    createServiceFactory({
      service: eventsServiceRef,
      deps: {},
      factory: () => ({
        publish: () => publish(),
        subscribe: async () => {},
      }),
    });

  beforeAll(async () => {
    database = await open();
    instances = [];
    for (const _ of ['first', 'second']) {
      const features = [database.createFeature(), createEvents()];
      instances.push(await startWebhooks({ features }));
    }
  }, 60_000);
  beforeEach(async () => {
    publish = jest.fn(async () => {});
    await database.knex('bitbucket_webhook_deliveries').delete();
  });
  afterAll(async () => {
    await Promise.all(instances.map(each => each.stop()));
    await database.close();
  });

  const send = (instance: number) =>
    instances[instance].send({ 'x-request-uuid': UUID });

  it('publish a replayed delivery once', async () => {
    expect((await send(0)).status).toBe(202);
    expect((await send(1)).status).toBe(200);
    expect((await send(0)).status).toBe(200);
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('publish a delivery once that both receive at the same time', async () => {
    let finish = () => {};
    const started = new Promise<void>(begin => {
      publish = jest.fn(() => {
        begin();
        return new Promise(resolve => (finish = resolve));
      });
    });
    const first = send(0);
    await started;
    const second = await send(1);
    // Bitbucket retries: the first one can still fail.
    expect(second.status).toBe(503);
    expect(second.headers['retry-after']).toBe('60');
    finish();
    expect((await first).status).toBe(202);
    expect((await send(1)).status).toBe(200);
    expect(publish).toHaveBeenCalledTimes(1);
  });

  it('accept the retry of a delivery that could not be published', async () => {
    publish = jest
      .fn(async () => {})
      .mockRejectedValueOnce(new Error('Service is shutting down'));
    const failed = await send(0);
    expect(failed.status).toBe(503);
    expect(failed.text).not.toContain('shutting down');
    expect(instances[0].counts.failed).toBe(1);
    expect(instances[0].lines.join('\n')).toContain('Service is shutting down');
    expect((await send(1)).status).toBe(202);
    expect((await send(0)).status).toBe(200);
    expect(publish).toHaveBeenCalledTimes(2);
  });

  it('forget deliveries after a day', async () => {
    await send(0);
    await database
      .knex('bitbucket_webhook_deliveries')
      .update({ received_at: Date.now() - 25 * 60 * 60 * 1000 });
    await instances[1].runCleanup();
    expect(await database.knex('bitbucket_webhook_deliveries')).toEqual([]);
  });

  it('accept nothing while the database is unavailable, and lose nothing', async () => {
    const { knex } = database;
    await knex.schema.renameTable('bitbucket_webhook_deliveries', 'away');
    expect((await send(0)).status).toBe(503);
    await knex.schema.renameTable('away', 'bitbucket_webhook_deliveries');
    expect((await send(0)).status).toBe(202);
  });
});
