import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { databases, type TestDatabase } from '../__testUtils__/databases';
import { Channels } from './Channels';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOON = 20_000.5 * DAY_MS;

describe.each(databases)('the channels with $name', ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
    await database.knex.migrate.latest({
      directory: resolvePackagePath(
        '@backstage-bitbucket/plugin-bitbucket-cloud-backend',
        'migrations',
      ),
    });
  }, 60_000);
  afterAll(() => database.close());

  it('are the same at all instances, and differ for each repository', async () => {
    const one = new Channels(database.knex, () => NOON);
    const other = new Channels(database.knex, () => NOON);
    const [channel, same] = await Promise.all([
      one.of('acme/app'),
      other.of('Acme/App'),
    ]);
    expect(same).toBe(channel);
    expect(channel).toMatch(/^bitbucket-cloud:[\w-]{43}$/);
    expect(await one.of('acme/web')).not.toBe(channel);
    expect(await one.allOf('acme/app')).toEqual([channel]);
  });

  it('change every day, without a gap', async () => {
    let now = 20_001 * DAY_MS - 1;
    const channels = new Channels(database.knex, () => now);
    const before = await channels.of('acme/app');
    now += 60_000;
    const after = await channels.of('acme/app');
    expect(after).not.toBe(before);
    expect(await channels.allOf('acme/app')).toEqual([after, before]);
    now += 10 * 60_000;
    expect(await channels.allOf('acme/app')).toEqual([after]);
  });
});
