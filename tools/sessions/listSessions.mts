import type { SessionAdministration } from '../../plugins/auth-backend-module-bitbucket-provider/src/sessions/SessionAdministration.ts';

/** Prints the sessions of a user. */
export async function listSessions(
  { store }: SessionAdministration,
  userEntityRef: string,
): Promise<void> {
  const rows = (await store.list({ userEntityRef })).filter(
    ({ supersededAt }) => supersededAt === undefined,
  );
  if (rows.length === 0) {
    console.log(`${userEntityRef} has no session.`);
    return;
  }
  for (const row of rows) {
    console.log(
      [
        row.publicId,
        row.environment,
        `signed in ${formatTime(row.createdAt)}`,
        `last used ${formatTime(row.lastUsedAt)}`,
        row.device,
      ].join('  '),
    );
  }
}

/** Formats a time in UTC. A manually changed row can contain an invalid time. */
function formatTime(ms: number): string {
  const time = new Date(ms);
  return Number.isNaN(time.getTime())
    ? 'at an invalid time'
    : `${time.toISOString().slice(0, 16)}Z`;
}

export interface EndSessionsOptions {
  /** Without it, the sessions of all users. */
  userEntityRef: string | undefined;
  /** Milliseconds since the Unix epoch. */
  createdBefore: number | undefined;
  by: string;
  reason: string | undefined;
  /** Called after the rows of the user are deleted. Without it, they are not deleted. */
  onErased: ((rows: number) => Promise<void>) | undefined;
}

/**
 * Ends sessions and prints how many.
 *
 * @param progress - the number of ended sessions, even if the database fails after that
 */
export async function endSessions(
  administration: SessionAdministration,
  options: EndSessionsOptions,
  progress = { ended: 0 },
): Promise<void> {
  const { userEntityRef, createdBefore, by, reason } = options;
  const end = { reason: 'administrator', by, note: reason } as const;
  const of = userEntityRef === undefined ? {} : { userEntityRef };
  // The store returns at most 1,000.
  for (;;) {
    const rows = await administration.store.list(of, createdBefore);
    if (rows.length === 0) {
      break;
    }
    for (const row of rows) {
      progress.ended += await administration.end({ rows: [row], end });
    }
  }
  console.log(`Ended ${countSessions(progress.ended)}.`);
  if (userEntityRef !== undefined) {
    const offline = await administration.endOfflineSessions(userEntityRef, end);
    if (offline > 0) {
      console.log(
        `Ended access of ${offline} command line tools or AI assistants.`,
      );
    }
    if (options.onErased) {
      const erased = await administration.store.erase(userEntityRef);
      await options.onErased(erased);
      console.log(`Deleted ${erased} rows of the user.`);
    }
  }
  console.log(
    'A page that is open keeps access for up to an hour, until its Backstage token expires.',
  );
}

/**
 * Explains a database that does not respond. The store's own message is for the sign-in page.
 *
 * @param ended - how many sessions ended before that; undefined for a command that ends no sessions
 * @returns any other error unchanged
 */
export function explainOutage(error: unknown, ended?: number): unknown {
  if ((error as Error).name !== 'ServiceUnavailableError') {
    return error;
  }
  const before =
    ended === undefined ? '' : ` Ended ${countSessions(ended)} before that.`;
  return new Error(
    `The database of the portal does not respond, or another process has locked it.${before} Check the database, and run the command again.`,
    { cause: error },
  );
}

function countSessions(count: number): string {
  return `${count} ${count === 1 ? 'session' : 'sessions'}`;
}
