import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { SessionAdministration } from '../../plugins/auth-backend-module-bitbucket-provider/src/sessions/SessionAdministration.ts';
import { endSessions, explainOutage, listSessions } from './listSessions.mts';

const unavailable = Object.assign(
  new Error('If this page does not continue by itself, try again.'),
  { name: 'ServiceUnavailableError' },
);

interface FakeOptions {
  /** Ended sessions of the user that the database still contains. */
  old?: number;
  failsAtEnd?: number;
  failsAtErase?: boolean;
}

/** A database with the given number of sessions of a user. */
function administrationOf(sessions: number, options: FakeOptions = {}) {
  let live = sessions;
  const administration = {
    async end({ rows }: { rows: object[] }) {
      if (sessions - live === options.failsAtEnd) {
        throw unavailable;
      }
      live -= rows.length;
      return rows.length;
    },
    async endOfflineSessions() {
      return 0;
    },
    store: {
      list: async () => Array.from({ length: live }, () => ({})),
      async erase() {
        if (options.failsAtErase) {
          throw unavailable;
        }
        return sessions + (options.old ?? 0);
      },
    },
  };
  return administration as unknown as SessionAdministration;
}

/** Ends the sessions of a user, and returns what the command printed. */
async function end(
  t: TestContext,
  administration: SessionAdministration,
  progress = { ended: 0 },
) {
  const print = t.mock.method(console, 'log', () => {});
  const erased: number[] = [];
  const error = await endSessions(
    administration,
    {
      userEntityRef: 'user:default/mira',
      createdBefore: undefined,
      by: 'cli:olu',
      reason: undefined,
      onErased: async rows => void erased.push(rows),
    },
    progress,
  ).then(
    () => undefined,
    failure => explainOutage(failure, progress.ended) as Error,
  );
  const printed = print.mock.calls.map(({ arguments: [line] }) => line);
  return { erased, error, printed };
}

describe('the command for sessions', () => {
  it('reports that it deleted rows, even if only ended sessions are left', async t => {
    for (const [sessions, old] of [
      [2, 1],
      [0, 2],
    ]) {
      const { erased, printed } = await end(
        t,
        administrationOf(sessions, { old }),
      );
      assert.deepEqual(erased, [sessions + old]);
      assert.deepEqual(printed.slice(0, 2), [
        `Ended ${sessions} sessions.`,
        `Deleted ${sessions + old} rows of the user.`,
      ]);
      t.mock.restoreAll();
    }
  });

  it('reports how many sessions ended before the database failed', async t => {
    for (const [options, ended] of [
      [{ failsAtEnd: 0 }, 'Ended 0 sessions'],
      [{ failsAtEnd: 1 }, 'Ended 1 session'],
      [{ failsAtErase: true }, 'Ended 3 sessions'],
    ] as const) {
      const { erased, error } = await end(t, administrationOf(3, options));
      assert.equal(
        error?.message,
        `The database of the portal does not respond, or another process has locked it. ${ended} before that. Check the database, and run the command again.`,
      );
      assert.deepEqual(erased, []);
      t.mock.restoreAll();
    }
  });

  it('does not mention ended sessions for a list, and does not change other errors', () => {
    const { message } = explainOutage(unavailable) as Error;
    assert.doesNotMatch(message, /this page|before that/);
    const other = new Error('This database contains no portal sessions.');
    assert.equal(explainOutage(other, 2), other);
  });
});

describe('listSessions', () => {
  it('lists a session although one of its times was changed', async t => {
    const print = t.mock.method(console, 'log', () => {});
    const row = {
      publicId: 'a',
      environment: 'production',
      createdAt: Date.UTC(2026, 10, 29, 9),
      lastUsedAt: 9e15,
      device: 'Firefox on Linux',
    };
    const store = { list: async () => [row] };
    await listSessions(
      { store } as unknown as SessionAdministration,
      'user:default/mira',
    );
    assert.deepEqual(
      print.mock.calls.map(call => call.arguments),
      [
        [
          'a  production  signed in 2026-11-29T09:00Z  last used at an invalid time  Firefox on Linux',
        ],
      ],
    );
  });
});
