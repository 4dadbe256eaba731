import { mockServices } from '@backstage/backend-test-utils';
import { databases, TestDatabase } from '../__testUtils__/databases';
import { createRow, START_MS } from '../__testUtils__/sessionRows';
import { createStores } from './createStores';
import { migrate } from './migrate';
import { SessionRow } from './SessionRow';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;
const SIGN_OUT = { reason: 'signed_out', by: 'user' } as const;

describe.each(databases)('SessionStore on $name', ({ open }) => {
  const clock = { time: START_MS };
  let database: TestDatabase;
  /** As on two instances. */
  let store: ReturnType<typeof createStores>['sessions']['store'];
  let other: typeof store;

  beforeAll(async () => {
    database = await open();
    const knex = await migrate(database.service);
    const createStore = () =>
      createStores(knex, mockServices.logger.mock(), {
        now: () => clock.time,
      }).sessions.store;
    store = createStore();
    other = createStore();
  }, 60_000);
  afterAll(() => database.close());
  beforeEach(async () => {
    clock.time = START_MS;
    await database.knex('bitbucket_auth_sessions').delete();
  });

  async function create(change: Partial<SessionRow> = {}) {
    const row = createRow(change);
    await store.create(row);
    return row;
  }
  const leased = ({ idHash, payloadVersion }: SessionRow, owner = 'me') => ({
    idHash,
    payloadVersion,
    leaseOwner: owner,
  });
  const update = { payload: 'sealed again', checkedAt: START_MS + 1 };

  it('finds a row as it was written, and no other', async () => {
    const row = await create();
    await create();
    expect(await store.find(row.idHash)).toEqual(row);
    expect(await store.find('0'.repeat(64))).toBeUndefined();
  });

  it('keeps a payload of 100 kB', async () => {
    const payload = 'x'.repeat(100_000);
    const { idHash } = await create({ payload });
    expect((await store.find(idHash))?.payload).toBe(payload);
  });

  it('gives a lease to one of many', async () => {
    const row = await create();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? store : other).lease(leased(row, `${index}`), MINUTE),
      ),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
  });

  it('gives a lease again when it is over, and when it was released by its owner', async () => {
    const row = await create();
    expect(await store.lease(leased(row, 'one'), MINUTE)).toBe(true);
    clock.time += MINUTE;
    expect(await other.lease(leased(row, 'two'), MINUTE)).toBe(false);
    clock.time += 1;
    expect(await other.lease(leased(row, 'two'), MINUTE)).toBe(true);
    await store.release(leased(row, 'one'));
    expect(await store.lease(leased(row, 'one'), MINUTE)).toBe(false);
    await other.release(leased(row, 'two'));
    expect(await store.lease(leased(row, 'one'), MINUTE)).toBe(true);
  });

  it('gives a lease again that a clock has taken that was a day ahead', async () => {
    const row = await create();
    clock.time += DAY;
    await store.lease(leased(row, 'ahead'), MINUTE);
    clock.time = START_MS + DAY - MINUTE;
    expect(await other.lease(leased(row, 'me'), MINUTE)).toBe(false);
    clock.time = START_MS;
    expect(await other.lease(leased(row, 'me'), MINUTE)).toBe(true);
  });

  it('gives no lease of a payload that has changed since it was read', async () => {
    const row = await create();
    await store.lease(leased(row), MINUTE);
    expect(await store.write(leased(row), update)).toBe(true);
    await store.release({ ...leased(row), payloadVersion: 2 });
    expect(await other.lease(leased(row), MINUTE)).toBe(false);
    const again = { ...row, payloadVersion: 2 };
    expect(await other.lease(leased(again), MINUTE)).toBe(true);
  });

  it('writes for the owner of the lease, and each version once', async () => {
    const row = await create();
    expect(await store.write(leased(row), update)).toBe(false);
    await store.lease(leased(row), MINUTE);
    expect(await other.write(leased(row, 'another'), update)).toBe(false);
    const writes = [1, 2, 3].map(() => store.write(leased(row), update));
    expect((await Promise.all(writes)).filter(Boolean)).toHaveLength(1);
    expect(await store.find(row.idHash)).toMatchObject({
      ...update,
      payloadVersion: 2,
    });
  });

  it('writes nothing for an owner whose lease another one has taken', async () => {
    const row = await create();
    await store.lease(leased(row, 'slow'), MINUTE);
    clock.time += MINUTE + 1;
    await other.lease(leased(row, 'next'), MINUTE);
    expect(await store.write(leased(row, 'slow'), update)).toBe(false);
    expect(await other.write(leased(row, 'next'), update)).toBe(true);
  });

  it('ends a session once, and deletes its payload', async () => {
    const row = await create();
    const ends = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        (index % 2 ? store : other).end({ idHash: row.idHash }, SIGN_OUT),
      ),
    );
    expect(ends.filter(Boolean)).toHaveLength(1);
    const found = await store.find(row.idHash);
    expect(found?.payload).toBeUndefined();
    expect(found).toMatchObject({
      endedAt: START_MS,
      endReason: 'signed_out',
      endedBy: 'user',
    });
  });

  it('changes nothing of a session that has ended', async () => {
    const row = await create();
    await store.lease(leased(row), MINUTE);
    await store.end({ publicId: row.publicId }, SIGN_OUT);
    const ended = await store.find(row.idHash);
    clock.time += 2 * MINUTE;
    expect(await store.write(leased(row), update)).toBe(false);
    expect(await store.lease(leased(row, 'you'), MINUTE)).toBe(false);
    expect(
      await store.end(
        { idHash: row.idHash },
        { reason: 'expired', by: 'portal' },
      ),
    ).toBe(false);
    await store.touch(row.idHash, 'user:default/else');
    await store.release(leased(row));
    expect(await store.find(row.idHash)).toEqual(ended);
  });

  it('lets a write or an end win, and never both undone', async () => {
    for (let round = 0; round < 20; round++) {
      const row = await create();
      await store.lease(leased(row), MINUTE);
      const [, isEnded] = await Promise.all([
        store.write(leased(row), update),
        other.end({ idHash: row.idHash }, SIGN_OUT),
      ]);
      expect(isEnded).toBe(true);
      const found = await store.find(row.idHash);
      expect(found?.endedAt).toBe(START_MS);
      expect(found?.payload).toBeUndefined();
    }
  });

  it('ends for a check only the payload that it has checked', async () => {
    const row = await create();
    await store.lease(leased(row), MINUTE);
    await store.write(leased(row), update);
    const key = { idHash: row.idHash };
    expect(await store.end(key, SIGN_OUT, 1)).toBe(false);
    expect(await store.end(key, SIGN_OUT, 2)).toBe(true);
  });

  it('keeps 50 live sessions of an account and environment, the latest used', async () => {
    const oldest = await create({ lastUsedAt: START_MS - DAY });
    await create({ environment: 'other', lastUsedAt: START_MS - 2 * DAY });
    await create({ accountUuid: '{other}', lastUsedAt: START_MS - 2 * DAY });
    for (let count = 2; count <= 50; count++) {
      await create({ lastUsedAt: START_MS + count });
    }
    const ended = await store.create(createRow({ lastUsedAt: START_MS + 99 }));
    expect(ended).toMatchObject([
      { row: { idHash: oldest.idHash }, end: { reason: 'too_many' } },
    ]);
    const { length } = await store.list({
      accountUuid: oldest.accountUuid,
      environment: 'development',
    });
    expect(length).toBe(50);
    expect((await store.find(oldest.idHash))?.endReason).toBe('too_many');
  });

  it('ends no session of another device for those that one browser has replaced', async () => {
    const laptop = await create({ lastUsedAt: START_MS - DAY });
    let row = await create();
    for (let count = 0; count < 60; count++) {
      const next = createRow({ lastUsedAt: START_MS + count });
      expect(await store.create(next, { row, isSameAccount: true })).toEqual(
        [],
      );
      row = next;
    }
    expect((await store.find(laptop.idHash))?.endedAt).toBeUndefined();
  });

  it('deletes the payload of a session that is over and that nobody uses', async () => {
    const replaced = await create();
    const live = createRow();
    await store.create(live, { row: replaced, isSameAccount: true });
    const expired = await create({ expiresAt: START_MS + MINUTE });
    clock.time += MINUTE + 1;
    await store.deleteOld();
    for (const [{ idHash }, endReason] of [
      [replaced, 'replaced'],
      [expired, 'expired'],
    ] as const) {
      const found = await store.find(idHash);
      expect(found).toMatchObject({ endReason });
      expect(found?.payload).toBeUndefined();
    }
    expect((await store.find(live.idHash))?.payload).toBeDefined();
  });

  it('ends the session of another account in the same browser with the sign-in', async () => {
    const former = await create();
    const row = createRow({ accountUuid: '{other}' });
    const ended = await store.create(row, {
      row: former,
      isSameAccount: false,
    });
    expect(ended).toMatchObject([
      { row: { idHash: former.idHash }, end: { reason: 'replaced' } },
    ]);
    expect((await store.find(former.idHash))?.endReason).toBe('replaced');
  });

  it('supersedes the session of the same account, once', async () => {
    const former = await create();
    const replace = () =>
      store.create(createRow(), { row: former, isSameAccount: true });
    expect(await replace()).toEqual([]);
    clock.time += MINUTE;
    expect(await replace()).toEqual([]);
    expect((await store.find(former.idHash))?.supersededAt).toBe(START_MS);
  });

  it('inserts nothing and ends nothing if the sign-in fails', async () => {
    const former = await create();
    const { publicId } = await create();
    await expect(
      store.create(createRow({ publicId }), {
        row: former,
        isSameAccount: false,
      }),
    ).rejects.toMatchObject({ name: 'ServiceUnavailableError' });
    expect((await store.find(former.idHash))?.endedAt).toBeUndefined();
  });

  it('lists live sessions, the latest used first', async () => {
    const first = await create({ lastUsedAt: START_MS });
    const second = await create({ lastUsedAt: START_MS + 1 });
    await create({ expiresAt: START_MS });
    await create({ accountUuid: '{other}', userEntityRef: 'user:default/x' });
    const ended = await create();
    await store.end({ idHash: ended.idHash }, SIGN_OUT);
    const ids = (rows: SessionRow[]) => rows.map(({ idHash }) => idHash);
    const expected = [second.idHash, first.idHash];
    const { accountUuid, userEntityRef } = first;
    expect(ids(await store.list({ accountUuid }))).toEqual(expected);
    expect(ids(await store.list({ userEntityRef }))).toEqual(expected);
  });

  it('deletes what ended or expired more than a week ago', async () => {
    const live = await create();
    const ended = await create();
    const expired = await create({ expiresAt: START_MS });
    await store.end({ idHash: ended.idHash }, SIGN_OUT);
    clock.time += 7 * DAY;
    await store.deleteOld();
    expect(await store.find(ended.idHash)).toBeDefined();
    expect(await store.find(expired.idHash)).toBeDefined();
    clock.time += 1;
    await store.deleteOld();
    expect(await store.find(live.idHash)).toBeDefined();
    expect(await store.find(ended.idHash)).toBeUndefined();
    expect(await store.find(expired.idHash)).toBeUndefined();
  });
});
