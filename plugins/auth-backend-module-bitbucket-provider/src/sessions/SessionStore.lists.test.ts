import { databases } from '../__testUtils__/databases';
import { createRow, START_MS } from '../__testUtils__/sessionRows';
import { useSessionStores } from '../__testUtils__/useSessionStores';
import { type Request } from '../model/express';
import { type SessionRow } from '../model/SessionRow';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;
/** For the audit log, which this test does not cover. */
const REQUEST = {} as Request;
const SIGN_OUT = { reason: 'signed_out', by: 'user' } as const;

describe.each(databases)('Many sessions on $name', ({ open }) => {
  const used = useSessionStores(open);

  it('keeps 50 live sessions of an account and environment, the latest used', async () => {
    const oldest = await used.create({ lastUsedAt: START_MS - DAY });
    await used.create({ environment: 'other', lastUsedAt: START_MS - 2 * DAY });
    await used.create({
      accountUuid: '{other}',
      lastUsedAt: START_MS - 2 * DAY,
    });
    for (let count = 2; count <= 50; count++) {
      await used.create({ lastUsedAt: START_MS + count });
    }
    await used.create({ lastUsedAt: START_MS + 99 });
    await used.sessions.endSurplus(oldest, REQUEST);
    expect(used.reported).toMatchObject([
      { row: { idHash: oldest.idHash }, end: { reason: 'too_many' } },
    ]);
    const { length } = await used.store.list({
      accountUuid: oldest.accountUuid,
      environment: 'development',
    });
    expect(length).toBe(50);
    expect((await used.store.find(oldest.idHash))?.endReason).toBe('too_many');
  });

  it('does not end a session of another device because of sessions that one browser has replaced', async () => {
    const laptop = await used.create({ lastUsedAt: START_MS - DAY });
    let row = await used.create();
    for (let count = 0; count < 60; count++) {
      const next = createRow({ lastUsedAt: START_MS + count });
      const former = { row, isSameAccount: true };
      expect((await used.store.create(next, former)).ended).toEqual([]);
      row = next;
    }
    await used.sessions.endSurplus(row, REQUEST);
    expect(used.reported).toEqual([]);
    expect((await used.store.find(laptop.idHash))?.endedAt).toBeUndefined();
  });

  it('ends the session of another account in the same browser with the sign-in', async () => {
    const former = await used.create();
    const row = createRow({ accountUuid: '{other}' });
    const { ended } = await used.store.create(row, {
      row: former,
      isSameAccount: false,
    });
    expect(ended).toMatchObject([
      { row: { idHash: former.idHash }, end: { reason: 'replaced' } },
    ]);
    expect((await used.store.find(former.idHash))?.endReason).toBe('replaced');
  });

  it('supersedes the session of the same account, once', async () => {
    const former = await used.create();
    const replace = () =>
      used.store.create(createRow(), { row: former, isSameAccount: true });
    expect((await replace()).ended).toEqual([]);
    used.clock.time += MINUTE;
    expect((await replace()).superseded).toBeUndefined();
    expect((await used.store.find(former.idHash))?.supersededAt).toBe(START_MS);
  });

  it('only reverts what the sign-in itself has replaced', async () => {
    const former = await used.create();
    const rows = [createRow(), createRow()];
    const [first, second] = [
      await used.store.create(rows[0], { row: former, isSameAccount: true }),
      await used.store.create(rows[1], { row: former, isSameAccount: true }),
    ];
    await used.store.undoCreate(rows[1].idHash, second.superseded);
    expect((await used.store.find(former.idHash))?.supersededAt).toBe(START_MS);
    await used.store.undoCreate(rows[0].idHash, first.superseded);
    const restored = await used.store.find(former.idHash);
    expect(restored?.supersededAt).toBeUndefined();
    expect(restored?.endedAt).toBeUndefined();
  });

  it('does not mark a session as overdue that another instance has checked', async () => {
    const row = await used.create();
    await used.database
      .knex('bitbucket_auth_sessions')
      .update({ checked_at: START_MS + 1 });
    await used.store.markOverdue(row);
    expect((await used.store.find(row.idHash))?.overdueAt).toBeUndefined();
    await used.store.markOverdue({ ...row, checkedAt: START_MS + 1 });
    expect((await used.store.find(row.idHash))?.overdueAt).toBe(START_MS);
  });

  it('lists and erases the sessions of a user, including those under former names', async () => {
    const former = await used.create({ userEntityRef: 'user:default/former' });
    const current = await used.create();
    const others = { accountUuid: '{other}', userEntityRef: 'user:default/x' };
    const other = await used.create(others);
    const ids = (rows: SessionRow[]) => rows.map(({ idHash }) => idHash).sort();
    const both = ids([former, current]);
    for (const userEntityRef of ['user:default/former', 'user:default/mira']) {
      expect(ids(await used.store.list({ userEntityRef }))).toEqual(both);
    }
    const { accountUuid } = former;
    const renamed = { accountUuid, userEntityRef: 'user:default/new' };
    expect(ids(await used.store.list(renamed))).toEqual(both);
    expect(await used.store.erase('user:default/mira')).toBe(2);
    expect(await used.store.find(other.idHash)).toBeDefined();
  });

  it('omits a session that was replaced more than a minute ago', async () => {
    const row = await used.create();
    const next = createRow();
    await used.store.create(next, { row, isSameAccount: true });
    const { accountUuid } = row;
    expect(await used.store.list({ accountUuid })).toHaveLength(2);
    used.clock.time += MINUTE + 1;
    const [only, ...none] = await used.store.list({ accountUuid });
    expect([only.idHash, none]).toEqual([next.idHash, []]);
  });

  it('inserts and ends nothing if the sign-in fails', async () => {
    const former = await used.create();
    const { publicId } = await used.create();
    await expect(
      used.store.create(createRow({ publicId }), {
        row: former,
        isSameAccount: false,
      }),
    ).rejects.toMatchObject({ name: 'ServiceUnavailableError' });
    expect((await used.store.find(former.idHash))?.endedAt).toBeUndefined();
  });

  it('lists a session of an instance whose clock was days ahead', async () => {
    const ahead = await used.create({ createdAt: START_MS + 3 * DAY });
    const ids = (rows: SessionRow[]) => rows.map(({ idHash }) => idHash);
    const { accountUuid } = ahead;
    expect(ids(await used.store.list({ accountUuid }))).toEqual([ahead.idHash]);
    for (const before of [START_MS + DAY, START_MS + 3 * DAY]) {
      expect(await used.store.list({ accountUuid }, before)).toEqual([]);
    }
  });

  it('finds when an account signed in, including sessions that have ended', async () => {
    const accountUuid = '{robot}';
    const find = (after: number, rank: number) =>
      used.store.findCreation(accountUuid, { after, rank });
    for (const minute of [0, 1, 2]) {
      const createdAt = START_MS - minute * MINUTE;
      const { idHash } = await used.create({ accountUuid, createdAt });
      await used.store.end({ idHash }, SIGN_OUT);
    }
    await used.create();
    await used.create({ accountUuid, createdAt: START_MS + DAY });
    expect(await find(START_MS - 3 * MINUTE, 1)).toBe(START_MS);
    expect(await find(START_MS - 3 * MINUTE, 3)).toBe(START_MS - 2 * MINUTE);
    expect(await find(START_MS - 2 * MINUTE, 3)).toBeUndefined();
  });

  it('lists live sessions, the latest used first', async () => {
    const first = await used.create({ lastUsedAt: START_MS });
    const second = await used.create({ lastUsedAt: START_MS + 1 });
    await used.create({ expiresAt: START_MS });
    await used.create({
      accountUuid: '{other}',
      userEntityRef: 'user:default/x',
    });
    const ended = await used.create();
    await used.store.end({ idHash: ended.idHash }, SIGN_OUT);
    const ids = (rows: SessionRow[]) => rows.map(({ idHash }) => idHash);
    const expected = [second.idHash, first.idHash];
    const { accountUuid, userEntityRef } = first;
    expect(ids(await used.store.list({ accountUuid }))).toEqual(expected);
    expect(ids(await used.store.list({ userEntityRef }))).toEqual(expected);
  });
});
