import { QUERY_LIMIT_MS } from './DatabaseGuard';
import { Knex } from './migrate';
import {
  endColumns,
  EndedSession,
  fromColumns,
  SessionEnd,
  SessionRow,
  SESSIONS_TABLE,
  toColumns,
} from './SessionRow';

/** Of an account in one environment: browsers of one person, and room for a shared test account. */
const MAX_LIVE_SESSIONS = 50;

/** The session that a browser had until now. */
export interface FormerSession {
  row: SessionRow;
  isSameAccount: boolean;
}

/** A session that goes on for a moment, and since when. */
export type SupersededRow = Required<
  Pick<SessionRow, 'idHash' | 'supersededAt'>
>;

/** What the insertion of a session did to others. */
export interface InsertedSession {
  ended: EndedSession[];
  superseded?: SupersededRow;
}

/**
 * Inserts a session, and ends the one that the browser had. With the same account, that one stays
 * valid for open tabs, see {@link SessionRow.supersededAt}.
 *
 * @param knex - a transaction if there is a former session
 */
export async function insertSession(
  knex: Knex,
  {
    row,
    former,
    now,
  }: { row: SessionRow; former?: FormerSession; now: number },
): Promise<InsertedSession> {
  const ended: EndedSession[] = [];
  let superseded: SupersededRow | undefined;
  const rows = () => knex(SESSIONS_TABLE).timeout(QUERY_LIMIT_MS);
  const live = () => rows().whereNull('ended_at');
  const endAll = async (surplus: SessionRow[], end: SessionEnd) => {
    for (const each of surplus) {
      const changed = await live()
        .where({ id_hash: each.idHash })
        .update(endColumns(end, now));
      if (changed === 1) {
        ended.push({ row: each, end });
      }
    }
  };
  if (former?.isSameAccount) {
    const { idHash } = former.row;
    const changed = await live()
      .where({ id_hash: idHash })
      .whereNull('superseded_at')
      .update({ superseded_at: now });
    superseded = changed === 1 ? { idHash, supersededAt: now } : undefined;
  } else if (former) {
    await endAll([former.row], { reason: 'replaced', by: 'sign-in' });
  }
  await rows().insert(toColumns(row));
  const { accountUuid, environment } = row;
  const surplus = await live()
    .where(toColumns({ accountUuid, environment }))
    // Those are over in a moment, and belong to browsers that have another session.
    .whereNull('superseded_at')
    .orderBy('last_used_at', 'desc')
    .offset(MAX_LIVE_SESSIONS)
    .limit(MAX_LIVE_SESSIONS);
  await endAll(surplus.map(fromColumns), {
    reason: 'too_many',
    by: 'sign-in',
  });
  return { ended, superseded };
}
