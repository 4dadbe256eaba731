export const SESSIONS_TABLE = 'bitbucket_auth_sessions';

/** Why a session ended. */
export type EndReason =
  | 'signed_out'
  | 'signed_out_elsewhere'
  | 'replaced'
  | 'administrator'
  | 'too_many'
  | 'expired'
  | 'damaged'
  | 'token_rejected'
  | 'account_inactive'
  | 'two_factor_missing'
  | 'workspace_left';

/** A row of the session table. Times are milliseconds since the Unix epoch. */
export interface SessionRow {
  idHash: string;
  publicId: string;
  environment: string;
  userEntityRef: string;
  accountUuid: string;
  device: string;
  createdAt: number;
  /** Exact to 15 minutes. */
  lastUsedAt: number;
  checkedAt: number;
  expiresAt: number;
  /** When the same account signed in again in the same browser. */
  supersededAt?: number;
  /** When a check was overdue and impossible for the first time since the last check. */
  overdueAt?: number;
  leaseOwner?: string;
  leaseUntil?: number;
  format: number;
  /** Changes only when the payload is sealed again. */
  payloadVersion: number;
  /** `undefined` when the session has ended. */
  payload?: string;
  endedAt?: number;
  endReason?: EndReason;
  /** The user entity reference or the component that ended it. */
  endedBy?: string;
}

/** How a session ends. */
export interface SessionEnd {
  reason: EndReason;
  /** The user entity reference or the component that ended it. */
  by: string;
  /** The administrator's reason. For the audit log only. */
  note?: string;
}

/** A session that this call ended. */
export interface EndedSession {
  row: SessionRow;
  end: SessionEnd;
}

const NUMBERS = new Set([
  'createdAt',
  'lastUsedAt',
  'checkedAt',
  'expiresAt',
  'supersededAt',
  'overdueAt',
  'leaseUntil',
  'endedAt',
]);

const toColumn = (key: string) =>
  key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

const toKey = (column: string) =>
  column.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

/** Returns the columns of a complete or partial row. */
export function toColumns(row: Partial<SessionRow>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [toColumn(key), value ?? null]),
  );
}

/** Returns a row. PostgreSQL returns a `bigint` as text. */
export function fromColumns(columns: Record<string, unknown>): SessionRow {
  return Object.fromEntries(
    Object.entries(columns)
      .filter(([, value]) => value !== null)
      .map(([column, value]) => {
        const key = toKey(column);
        return [key, NUMBERS.has(key) ? Number(value) : value];
      }),
  ) as unknown as SessionRow;
}

/** The columns of a session that has ended. */
export function endColumns({ reason, by }: SessionEnd, now: number) {
  return { ended_at: now, end_reason: reason, ended_by: by, payload: null };
}
