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
  const time = (ms: number) => new Date(ms).toISOString().slice(0, 16);
  for (const row of rows) {
    console.log(
      [
        row.publicId,
        row.environment,
        `signed in ${time(row.createdAt)}Z`,
        `last used ${time(row.lastUsedAt)}Z`,
        row.device,
      ].join('  '),
    );
  }
}

export type EndSessionsOptions = {
  /** Without it, the sessions of all users. */
  userEntityRef: string | undefined;
  /** Milliseconds since 1970. */
  createdBefore: number | undefined;
  by: string;
  reason: string | undefined;
  erase: boolean;
};

/** Ends sessions and prints how many. */
export async function endSessions(
  administration: SessionAdministration,
  options: EndSessionsOptions,
): Promise<void> {
  const { userEntityRef, createdBefore, by, reason } = options;
  const end = { reason: 'administrator', by, note: reason } as const;
  const of = userEntityRef === undefined ? {} : { userEntityRef };
  let ended = 0;
  // The store returns at most 1,000.
  for (;;) {
    const rows = await administration.store.list(of, createdBefore);
    if (rows.length === 0) {
      break;
    }
    ended += await administration.end({ rows, end });
  }
  console.log(`Ended ${ended} ${ended === 1 ? 'session' : 'sessions'}.`);
  if (userEntityRef !== undefined) {
    const offline = await administration.endOfflineSessions(userEntityRef, end);
    if (offline > 0) {
      console.log(
        `Ended access of ${offline} command line tools or AI assistants.`,
      );
    }
    if (options.erase) {
      const erased = await administration.store.erase(userEntityRef);
      console.log(`Deleted ${erased} rows of the user.`);
    }
  }
  console.log(
    'A page that is open keeps access for up to an hour, until its Backstage token expires.',
  );
}
