import { databases } from '../__testUtils__/databases';
import { createRow, START_MS } from '../__testUtils__/sessionRows';
import { useSessionStores } from '../__testUtils__/useSessionStores';
import { type SessionConfig } from '../config/sessionConfig';
import { type SessionRow } from '../model/SessionRow';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;
const SIGN_OUT = { reason: 'signed_out', by: 'user' } as const;

describe.each(databases)('SessionCleanup on $name', ({ open }) => {
  const used = useSessionStores(open);

  it('ends and reports an expired session without a client', async () => {
    const replaced = await used.create();
    const live = createRow();
    await used.store.create(live, { row: replaced, isSameAccount: true });
    const expired = await used.create({ expiresAt: START_MS + MINUTE });
    used.clock.time += MINUTE + 1;
    await used.cleanup.run([]);
    const reasons = [
      [replaced.idHash, 'replaced'],
      [expired.idHash, 'expired'],
    ];
    for (const [idHash, endReason] of reasons) {
      const found = await used.store.find(idHash);
      expect(found).toMatchObject({ endReason });
      expect(found?.payload).toBeUndefined();
    }
    expect(
      used.reported.map(({ row, end }) => [row.idHash, end.reason]).sort(),
    ).toEqual(reasons.sort());
    expect((await used.store.find(live.idHash))?.payload).toBeDefined();
    await used.cleanup.run([]);
    expect(used.reported).toHaveLength(2);
  });

  it.each<[string, Partial<SessionRow>, Partial<SessionConfig>]>([
    ['sessionDuration', { lastUsedAt: START_MS - 30 * DAY - 2 * MINUTE }, {}],
    ['maxAge', { createdAt: START_MS - 90 * DAY - 2 * MINUTE }, {}],
    ['notBefore', { createdAt: START_MS - DAY }, { notBefore: START_MS }],
  ])(
    'ends and reports a session whose time by %s has passed',
    async (_, row, change) => {
      const config = {
        duration: 30 * DAY,
        maxAge: 90 * DAY,
        notBefore: 0,
        ...change,
      } as SessionConfig;
      const over = await used.create(row);
      const live = await used.create();
      const foreign = await used.create({ ...row, environment: 'other' });
      await used.cleanup.run([{ name: 'development', config }]);
      const found = await used.store.find(over.idHash);
      expect(found).toMatchObject({ endReason: 'expired', endedBy: 'portal' });
      expect(found?.payload).toBeUndefined();
      expect(used.reported.map(each => each.row.idHash)).toEqual([over.idHash]);
      for (const { idHash } of [live, foreign]) {
        expect((await used.store.find(idHash))?.endedAt).toBeUndefined();
      }
    },
  );

  it('deletes sessions that ended or expired more than a week ago', async () => {
    const live = await used.create();
    const ended = await used.create();
    const expired = await used.create({ expiresAt: START_MS });
    await used.store.end({ idHash: ended.idHash }, SIGN_OUT);
    used.clock.time += 7 * DAY;
    await used.cleanup.run([]);
    expect(await used.store.find(ended.idHash)).toBeDefined();
    expect(await used.store.find(expired.idHash)).toBeDefined();
    used.clock.time += 1;
    await used.cleanup.run([]);
    expect(await used.store.find(live.idHash)).toBeDefined();
    expect(await used.store.find(ended.idHash)).toBeUndefined();
    expect(await used.store.find(expired.idHash)).toBeUndefined();
  });
});
