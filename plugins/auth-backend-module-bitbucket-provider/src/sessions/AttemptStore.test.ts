import { mockServices } from '@backstage/backend-test-utils';
import { databases, type TestDatabase } from '../__testUtils__/databases';
import { START_MS } from '../__testUtils__/sessionRows';
import { AttemptStore, type SignInAttempt } from './AttemptStore';
import { createStores } from './createStores';
import { type DatabaseGuard } from '../database/DatabaseGuard';
import { isSqlite, type Knex, migrate } from '../database/migrate';
import { sha256 } from '../model/secret';

const MINUTE = 60 * 1000;
const ATTEMPT = {
  environment: 'development',
  flow: 'popup',
  origin: 'https://portal.example',
  redirectUrl: 'https://portal.example/catalog',
  scope: 'account email',
};
const MINIMAL = { environment: 'development', scope: 'account' };

describe.each(databases)('AttemptStore on $name', ({ open }) => {
  const clock = { time: START_MS };
  let database: TestDatabase;
  let store: AttemptStore;
  let other: AttemptStore;
  const table = () => database.knex('bitbucket_auth_attempts');
  const create = (
    attempt: SignInAttempt,
    browserId = AttemptStore.createBrowserId(),
    address = '192.0.2.1',
  ) => store.create(attempt, { browserId, address });
  const fill = (count: number, row: (index: number) => object = () => ({})) =>
    database.knex.batchInsert(
      'bitbucket_auth_attempts',
      Array.from({ length: count }, (_, index) => ({
        nonce_hash: `n${index}`,
        browser_hash: `b${index}`,
        environment: 'development',
        scope: 'account',
        expires_at: START_MS + MINUTE,
        ...row(index),
      })),
      150,
    );

  beforeAll(async () => {
    database = await open();
    const knex = await migrate(database.service);
    const openStore = () =>
      createStores(knex, mockServices.logger.mock(), {
        now: () => clock.time,
      }).attempts;
    store = openStore();
    other = openStore();
  }, 60_000);
  afterAll(() => database.close());
  beforeEach(async () => {
    clock.time = START_MS;
    await table().delete();
  });

  it.each([ATTEMPT, MINIMAL])('returns an attempt to its browser', async it => {
    const browser = AttemptStore.createBrowserId();
    const nonce = await create(it, browser);
    expect(nonce).toMatch(/^[\w-]{22}$/);
    expect(await other.consume(nonce, browser)).toEqual({
      flow: undefined,
      origin: undefined,
      redirectUrl: undefined,
      ...it,
    });
  });

  it('returns an attempt once, on all instances', async () => {
    const browser = AttemptStore.createBrowserId();
    const nonce = await create(ATTEMPT, browser);
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? store : other).consume(nonce, browser),
      ),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await store.consume(nonce, browser)).toBeUndefined();
  });

  it('changes no setting of its connections, so that session writes still wait for the disk', async () => {
    await Promise.all(Array.from({ length: 10 }, () => store.consume('', '')));
    const readings = isSqlite(database.knex)
      ? []
      : await Promise.all(
          Array.from({ length: 10 }, () =>
            database.knex.raw('show synchronous_commit'),
          ),
        );
    for (const { rows } of readings) {
      expect(rows).toEqual([{ synchronous_commit: 'on' }]);
    }
  });

  it('returns nothing to another browser, and does not consume the attempt', async () => {
    const browser = AttemptStore.createBrowserId();
    const nonce = await create(ATTEMPT, browser);
    for (const wrong of [AttemptStore.createBrowserId(), '', sha256(browser)]) {
      expect(await store.consume(nonce, wrong)).toBeUndefined();
    }
    expect(await store.consume('another nonce', browser)).toBeUndefined();
    expect(await store.consume(nonce, browser)).toBeDefined();
  });

  it('returns nothing after ten minutes', async () => {
    const browser = AttemptStore.createBrowserId();
    const late = await create(ATTEMPT, browser);
    const inTime = await create(ATTEMPT, browser);
    clock.time += 10 * MINUTE - 1;
    expect(await store.consume(inTime, browser)).toBeDefined();
    clock.time += 1;
    expect(await store.consume(late, browser)).toBeUndefined();
  });

  it('contains neither the nonce nor the cookie', async () => {
    const browser = AttemptStore.createBrowserId();
    const nonce = await create(ATTEMPT, browser);
    const rows = JSON.stringify(await table());
    expect(rows).not.toContain(nonce);
    expect(rows).not.toContain(browser);
  });

  it('keeps the 20 newest attempts of a browser', async () => {
    const browser = AttemptStore.createBrowserId();
    const neighbour = AttemptStore.createBrowserId();
    const apart = await create(ATTEMPT, neighbour);
    const nonces: string[] = [];
    for (let count = 1; count <= 22; count++) {
      clock.time += 1;
      nonces.push(await create(ATTEMPT, browser));
    }
    const found = [];
    for (const nonce of nonces) {
      found.push((await store.consume(nonce, browser)) !== undefined);
    }
    expect(found).toEqual([false, false, ...Array(20).fill(true)]);
    expect(await store.consume(apart, neighbour)).toBeDefined();
  });

  it('stores at most 50,000, and more after they expire', async () => {
    await fill(50_000);
    await expect(create(ATTEMPT)).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.not.stringContaining('your network address'),
      retryAfterSeconds: 60,
    });
    clock.time += MINUTE;
    await expect(create(ATTEMPT)).resolves.toBeDefined();
  }, 30_000);

  it('stores at most 500 per address, and more after they expire', async () => {
    await create(ATTEMPT);
    const { address_hash } = await table().first();
    expect(address_hash).toMatch(/^[0-9a-f]{64}$/);
    await fill(499, () => ({ address_hash }));
    await expect(create(ATTEMPT)).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('from your network address'),
      retryAfterSeconds: 60,
    });
    const browser = AttemptStore.createBrowserId();
    await expect(create(ATTEMPT, browser, '192.0.2.2')).resolves.toBeDefined();
    clock.time += MINUTE;
    await expect(create(ATTEMPT)).resolves.toBeDefined();
  });

  it('does not count a consumed attempt as open', async () => {
    const browser = AttemptStore.createBrowserId();
    const nonce = await create(ATTEMPT, browser);
    const { address_hash } = await table().first();
    await fill(499, () => ({ address_hash }));
    expect(await store.consume(nonce, browser)).toBeDefined();
    await expect(create(ATTEMPT)).resolves.toBeDefined();
  });

  it('does not return an attempt that an instance of an earlier version has consumed', async () => {
    const browser = AttemptStore.createBrowserId();
    const nonce = await create(ATTEMPT, browser);
    await table().update({ consumed_at: START_MS });
    expect(await store.consume(nonce, browser)).toBeUndefined();
  });

  it('deletes expired attempts', async () => {
    const browser = AttemptStore.createBrowserId();
    await create(ATTEMPT, browser);
    clock.time += 5 * MINUTE;
    const nonce = await create(ATTEMPT, browser);
    clock.time += 6 * MINUTE;
    await store.deleteOld();
    expect(await table()).toHaveLength(1);
    clock.time -= 6 * MINUTE;
    expect(await store.consume(nonce, browser)).toBeDefined();
  });
});

it.each(['', 'x', 'a'.repeat(23), `${'a'.repeat(21)}=`, 7, undefined, {}])(
  'rejects %p as a cookie',
  value => {
    expect(AttemptStore.isBrowserId(value)).toBe(false);
  },
);

it('accepts its own cookie', () => {
  expect(AttemptStore.isBrowserId(AttemptStore.createBrowserId())).toBe(true);
});

it('stores 20 at the same time, makes 500 wait, and rejects the others', async () => {
  const answers: Array<() => void> = [];
  let begun = 0;
  const guard = {
    run: async () => {
      begun += 1;
      await new Promise<void>(resolve => answers.push(resolve));
    },
  } as unknown as DatabaseGuard;
  const store = new AttemptStore({
    knex: {} as Knex,
    guard,
    now: () => START_MS,
  });
  const browserId = AttemptStore.createBrowserId();
  const create = () => store.create(MINIMAL, { browserId, address: undefined });
  const stored = Array.from({ length: 520 }, create);
  await expect(create()).rejects.toMatchObject({
    name: 'ServiceUnavailableError',
    retryAfterSeconds: 5,
  });
  expect(begun).toBe(20);
  while (begun < 520) {
    answers.splice(0).forEach(answer => answer());
    await new Promise(setImmediate);
  }
  answers.splice(0).forEach(answer => answer());
  expect(await Promise.all(stored)).toHaveLength(520);
});
