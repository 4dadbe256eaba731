import { QUERY_LIMIT_MS } from '../database/DatabaseGuard';
import { Knex } from '../database/migrate';
import {
  endColumns,
  EndedSession,
  SessionEnd,
  SessionRow,
  SESSIONS_TABLE,
  toColumns,
} from '../model/SessionRow';

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
  if (former?.isSameAccount) {
    const { idHash } = former.row;
    const changed = await live()
      .where({ id_hash: idHash })
      .whereNull('superseded_at')
      .update({ superseded_at: now });
    superseded = changed === 1 ? { idHash, supersededAt: now } : undefined;
  } else if (former) {
    const end: SessionEnd = { reason: 'replaced', by: 'sign-in' };
    const changed = await live()
      .where({ id_hash: former.row.idHash })
      .update(endColumns(end, now));
    if (changed === 1) {
      ended.push({ row: former.row, end });
    }
  }
  await rows().insert(toColumns(row));
  return { ended, superseded };
}
