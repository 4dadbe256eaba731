import { QUERY_LIMIT_MS } from '../database/DatabaseGuard';
import { type Knex } from '../database/migrate';
import {
  endColumns,
  type EndedSession,
  type SessionEnd,
  type SessionRow,
  SESSIONS_TABLE,
  toColumns,
} from '../model/SessionRow';

/** The previous session of a browser. */
export interface FormerSession {
  row: SessionRow;
  isSameAccount: boolean;
}

/** A session that remains valid for a moment, and when that began. */
export type SupersededRow = Required<
  Pick<SessionRow, 'idHash' | 'supersededAt'>
>;

/** How the insertion of a session affected other sessions. */
export interface InsertedSession {
  ended: EndedSession[];
  superseded?: SupersededRow;
}

/**
 * Inserts a session, and ends the previous session of the browser. For the same account, the previous
 * session remains valid for open tabs, see {@link SessionRow.supersededAt}.
 *
 * @param knex - a transaction if there is a previous session
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
