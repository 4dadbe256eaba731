import { mockServices } from '@backstage/backend-test-utils';
import { databases, type TestDatabase } from '../__testUtils__/databases';
import { DatabaseGuard } from '../database/DatabaseGuard';
import { migrate } from '../database/migrate';
import { type CountedSignIn, FailedSignIns } from './FailedSignIns';

const MINUTE = 60_000;

describe.each(databases)('FailedSignIns on $name', ({ open }) => {
  let time = 1_800_000_000_000;
  let database: TestDatabase;
  let one: FailedSignIns;
  let other: FailedSignIns;

  beforeAll(async () => {
    database = await open();
    const knex = await migrate(database.service);
    const now = () => time;
    const guard = new DatabaseGuard({
      logger: mockServices.logger.mock(),
      now,
    });
    one = new FailedSignIns({ knex, guard, now });
    other = new FailedSignIns({ knex, guard, now });
  }, 60_000);
  afterAll(() => database.close());
  beforeEach(() => database.knex('bitbucket_auth_calls').delete());

  /** Returns how many of the sign-ins that begin at the same time are permitted. */
  async function beginAtOnce(
    count: number,
    { at = one, address = '192.0.2.1' } = {},
  ) {
    const results = await Promise.allSettled(
      Array.from({ length: count }, () => at.begin(address)),
    );
    return results.flatMap(result =>
      result.status === 'fulfilled' ? result.value : [],
    );
  }

  const endAll = (begun: CountedSignIn[], failures: number) =>
    Promise.all(begun.map(each => each.end(failures)));

  it('permits at most 100 at the same time', async () => {
    const begun = await beginAtOnce(150);
    expect(begun).toHaveLength(100);
    const neighbours = await beginAtOnce(1, { address: '192.0.2.2' });
    expect(neighbours).toHaveLength(1);
    await endAll([...begun, ...neighbours], 0);
    expect(await database.knex('bitbucket_auth_calls')).toEqual([]);
  });

  it('counts the failed sign-ins of all instances', async () => {
    const begun = await beginAtOnce(100);
    await endAll(begun.slice(0, 10), 0);
    await endAll(begun.slice(10), 1);
    const others = await beginAtOnce(20, { at: other });
    expect(others).toHaveLength(10);
    await endAll(others, 0);
  });

  it('counts one sign-in as several', async () => {
    const [begun] = await beginAtOnce(1);
    await begun.end(99);
    const others = await beginAtOnce(2);
    expect(others).toHaveLength(1);
    await endAll(others, 0);
  });

  it('reports when the oldest failures are an hour old', async () => {
    await endAll(await beginAtOnce(60), 1);
    time += 10 * MINUTE;
    await endAll(await beginAtOnce(40), 1);
    time += 20 * MINUTE;
    await expect(one.begin('192.0.2.1')).rejects.toMatchObject({
      retryAfterSeconds: 30 * 60,
      message: expect.stringContaining('the next one: 30.'),
    });
    time += 30 * MINUTE;
    const begun = await beginAtOnce(100);
    expect(begun).toHaveLength(60);
    await endAll(begun, 0);
  });
});
