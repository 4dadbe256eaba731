import { databases } from '../__testUtils__/databases';
import { START_MS } from '../__testUtils__/sessionRows';
import { useSessionStores } from '../__testUtils__/useSessionStores';
import { type SessionRow } from '../model/SessionRow';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;
const SIGN_OUT = { reason: 'signed_out', by: 'user' } as const;

describe.each(databases)('SessionStore on $name', ({ open }) => {
  const used = useSessionStores(open);

  const leased = ({ idHash, payloadVersion }: SessionRow, owner = 'me') => ({
    idHash,
    payloadVersion,
    leaseOwner: owner,
  });
  const update = { payload: 'sealed again', checkedAt: START_MS + 1 };

  it('finds a row as it was written, and no other row', async () => {
    const row = await used.create();
    await used.create();
    expect(await used.store.find(row.idHash)).toEqual(row);
    expect(await used.store.find('0'.repeat(64))).toBeUndefined();
  });

  it('stores a payload of 100 kB', async () => {
    const payload = 'x'.repeat(100_000);
    const { idHash } = await used.create({ payload });
    expect((await used.store.find(idHash))?.payload).toBe(payload);
  });

  it('grants a lease to one of many', async () => {
    const row = await used.create();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? used.store : used.other).lease(
          leased(row, `${index}`),
          MINUTE,
        ),
      ),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
  });

  it('grants a lease again after it expires, and after its owner releases it', async () => {
    const row = await used.create();
    expect(await used.store.lease(leased(row, 'one'), MINUTE)).toBe(true);
    used.clock.time += MINUTE;
    expect(await used.other.lease(leased(row, 'two'), MINUTE)).toBe(false);
    used.clock.time += 1;
    expect(await used.other.lease(leased(row, 'two'), MINUTE)).toBe(true);
    await used.store.release(leased(row, 'one'));
    expect(await used.store.lease(leased(row, 'one'), MINUTE)).toBe(false);
    await used.other.release(leased(row, 'two'));
    expect(await used.store.lease(leased(row, 'one'), MINUTE)).toBe(true);
  });

  it('grants a lease again that an instance has taken whose clock was a day ahead', async () => {
    const row = await used.create();
    used.clock.time += DAY;
    await used.store.lease(leased(row, 'ahead'), MINUTE);
    used.clock.time = START_MS + DAY - MINUTE;
    expect(await used.other.lease(leased(row, 'me'), MINUTE)).toBe(false);
    used.clock.time = START_MS;
    expect(await used.other.lease(leased(row, 'me'), MINUTE)).toBe(true);
  });

  it('grants no lease for a payload that has changed since it was read', async () => {
    const row = await used.create();
    await used.store.lease(leased(row), MINUTE);
    expect(await used.store.write(leased(row), update)).toBe(true);
    await used.store.release({ ...leased(row), payloadVersion: 2 });
    expect(await used.other.lease(leased(row), MINUTE)).toBe(false);
    const again = { ...row, payloadVersion: 2 };
    expect(await used.other.lease(leased(again), MINUTE)).toBe(true);
  });

  it('writes for the owner of the lease, and each version once', async () => {
    const row = await used.create();
    expect(await used.store.write(leased(row), update)).toBe(false);
    await used.store.lease(leased(row), MINUTE);
    expect(await used.other.write(leased(row, 'another'), update)).toBe(false);
    const writes = [1, 2, 3].map(() => used.store.write(leased(row), update));
    expect((await Promise.all(writes)).filter(Boolean)).toHaveLength(1);
    expect(await used.store.find(row.idHash)).toMatchObject({
      ...update,
      payloadVersion: 2,
    });
  });

  it('writes nothing for an owner that has lost the lease', async () => {
    const row = await used.create();
    await used.store.lease(leased(row, 'slow'), MINUTE);
    used.clock.time += MINUTE + 1;
    await used.other.lease(leased(row, 'next'), MINUTE);
    expect(await used.store.write(leased(row, 'slow'), update)).toBe(false);
    expect(await used.other.write(leased(row, 'next'), update)).toBe(true);
  });

  it('ends a session once, and deletes its payload', async () => {
    const row = await used.create();
    const ends = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        (index % 2 ? used.store : used.other).end(
          { idHash: row.idHash },
          SIGN_OUT,
        ),
      ),
    );
    expect(ends.filter(Boolean)).toHaveLength(1);
    const found = await used.store.find(row.idHash);
    expect(found?.payload).toBeUndefined();
    expect(found).toMatchObject({
      endedAt: START_MS,
      endReason: 'signed_out',
      endedBy: 'user',
    });
  });

  it('does not change a session that has ended', async () => {
    const row = await used.create();
    await used.store.lease(leased(row), MINUTE);
    await used.store.end({ publicId: row.publicId }, SIGN_OUT);
    const ended = await used.store.find(row.idHash);
    used.clock.time += 2 * MINUTE;
    expect(await used.store.write(leased(row), update)).toBe(false);
    expect(await used.store.lease(leased(row, 'you'), MINUTE)).toBe(false);
    expect(
      await used.store.end(
        { idHash: row.idHash },
        { reason: 'expired', by: 'portal' },
      ),
    ).toBe(false);
    await used.store.touch(row.idHash, 'user:default/else');
    await used.store.release(leased(row));
    expect(await used.store.find(row.idHash)).toEqual(ended);
  });

  it('lets either a write or an end succeed, and never reverts both', async () => {
    for (let round = 0; round < 20; round++) {
      const row = await used.create();
      await used.store.lease(leased(row), MINUTE);
      const [, isEnded] = await Promise.all([
        used.store.write(leased(row), update),
        used.other.end({ idHash: row.idHash }, SIGN_OUT),
      ]);
      expect(isEnded).toBe(true);
      const found = await used.store.find(row.idHash);
      expect(found?.endedAt).toBe(START_MS);
      expect(found?.payload).toBeUndefined();
    }
  });

  it('ends for a check only the payload that it has checked', async () => {
    const row = await used.create();
    await used.store.lease(leased(row), MINUTE);
    await used.store.write(leased(row), update);
    const key = { idHash: row.idHash };
    expect(await used.store.end(key, SIGN_OUT, 1)).toBe(false);
    expect(await used.store.end(key, SIGN_OUT, 2)).toBe(true);
  });
});
