import { mockServices } from '@backstage/backend-test-utils';
import { databases, TestDatabase } from '../__testUtils__/databases';
import { DatabaseGuard } from '../sessions/DatabaseGuard';
import { migrate } from '../sessions/migrate';
import { CountedSignIn, FailedSignIns } from './FailedSignIns';

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

  /** How many of the sign-ins may begin that all begin at the same time, on two instances. */
  async function beginAtOnce(count: number, address = '192.0.2.1') {
    const results = await Promise.allSettled(
      Array.from({ length: count }, (_, index) =>
        (index % 2 ? one : other).begin(address),
      ),
    );
    return results.flatMap(result =>
      result.status === 'fulfilled' ? result.value : [],
    );
  }

  it('lets at most 100 begin at the same time', async () => {
    expect(await beginAtOnce(150)).toHaveLength(100);
    expect(await beginAtOnce(1, '192.0.2.2')).toHaveLength(1);
  });

  it('counts none that was taken back', async () => {
    const begun: CountedSignIn[] = await beginAtOnce(100);
    await Promise.all(begun.slice(0, 10).map(each => each.add(-1)));
    expect(await beginAtOnce(20)).toHaveLength(10);
  });

  it('counts what is added to a failed one', async () => {
    const [begun] = await beginAtOnce(1);
    await begun.add(98);
    expect(await beginAtOnce(2)).toHaveLength(1);
  });

  it('says when the oldest ones are an hour old', async () => {
    await beginAtOnce(60);
    time += 10 * MINUTE;
    await beginAtOnce(40);
    time += 20 * MINUTE;
    await expect(one.begin('192.0.2.1')).rejects.toMatchObject({
      retryAfterSeconds: 30 * 60,
      message: expect.stringContaining('the next one: 30.'),
    });
    time += 30 * MINUTE;
    expect(await beginAtOnce(100)).toHaveLength(60);
  });
});
