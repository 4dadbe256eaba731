// Lists and ends the sessions of users, in the database of the portal. The portal may be running.
import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { orRefuse, readCommandLine } from '../lib/commandLine.mts';
import { readSessionTask } from './sessionArguments.mts';
import { createSourceRequire, root } from '../lib/workspace.mts';

const help = `Usage: yarn sessions list <user> [--config FILE]...
       yarn sessions end <user> [--by NAME] [--reason TEXT] [--erase] [--config FILE]...
       yarn sessions end --all --created-before DATE [--by NAME] [--reason TEXT] [--config FILE]...

Lists or ends sessions in the database of the portal. A user is a name, or a reference such as
user:default/mira.lindqvist. The user must sign in again; a page that is open keeps access for up to an hour.

  --all                  the sessions of all users
  --created-before DATE  those that began before this time, with a time zone, as in 2026-11-29T09:00:00Z
  --by NAME              who ends them, for the audit log; default: your user name on this machine
  --reason TEXT          why, for the audit log
  --erase                also deletes what the database has of ended sessions of the user
  --config FILE          give all files of the portal, in the same order, also those with its database, such as
                         app-config.sidecar.yaml; default: app-config.yaml and app-config.production.yaml
`;

const { values, positionals } = readCommandLine(help, {
  allowPositionals: true,
  options: {
    all: { type: 'boolean' },
    by: { type: 'string' },
    config: { type: 'string', multiple: true },
    'created-before': { type: 'string' },
    erase: { type: 'boolean' },
    reason: { type: 'string' },
  },
});
const { command, userEntityRef, createdBefore } = orRefuse(help, () =>
  readSessionTask(positionals, values),
);
// Imported here because the import takes seconds.
const { runAsPlugin } = await import('../lib/runAsPlugin.mts');
const { endSessions, explainOutage, listSessions } = await import(
  './listSessions.mts'
);
const files = (
  values.config ?? ['app-config.yaml', 'app-config.production.yaml']
).map(file => resolve(file));
// Relative paths of SQLite files start in the folder of the backend.
process.chdir(join(root, 'packages/backend'));
// The backend reads its configuration files from the command line.
process.argv.splice(2, Infinity, ...files.flatMap(file => ['--config', file]));

const require = createSourceRequire(import.meta.url);
const { openAdministration } =
  require('../../plugins/auth-backend-module-bitbucket-provider/src/sessions/openAdministration') as typeof import('../../plugins/auth-backend-module-bitbucket-provider/src/sessions/openAdministration.ts');

const { AuditLog } =
  require('../../plugins/auth-backend-module-bitbucket-provider/src/audit/AuditLog') as typeof import('../../plugins/auth-backend-module-bitbucket-provider/src/audit/AuditLog.ts');

/** Logs warnings, errors and the audit log, but not to standard output. */
function createLogger({ isAuditEvent = false } = {}): LoggerService {
  const write = (line: string, meta?: object) =>
    process.stderr.write(`${line}${meta ? ` ${JSON.stringify(meta)}` : ''}\n`);
  return {
    debug: () => {},
    info: isAuditEvent ? write : () => {},
    warn: write,
    error: write,
    child: meta => createLogger({ isAuditEvent: meta.isAuditEvent === true }),
  };
}

runAsPlugin({
  pluginId: 'auth',
  logger: createLogger(),
  deps: ({ auditor, database, logger }) => ({ auditor, database, logger }),
  async run(deps) {
    const progress = { ended: 0 };
    try {
      const administration = await openAdministration(deps);
      if (command === 'list') {
        await listSessions(administration, userEntityRef!);
        return;
      }
      const by = `cli:${values.by ?? userInfo().username}`;
      await endSessions(
        administration,
        {
          userEntityRef,
          createdBefore,
          by,
          reason: values.reason,
          onErased: values.erase
            ? rows => recordErasure(deps, { rows, by })
            : undefined,
        },
        progress,
      );
    } catch (error) {
      throw explainOutage(
        error,
        command === 'end' ? progress.ended : undefined,
      );
    }
  },
});

/** Records the deletion even if no session was left to end, because it is an act of an administrator. */
async function recordErasure(
  { auditor, logger }: { auditor: AuditorService; logger: LoggerService },
  { rows, by }: { rows: number; by: string },
) {
  await new AuditLog(logger, auditor).succeeded({
    eventId: 'session-end',
    meta: {
      reason: 'administrator',
      by,
      ...(values.reason !== undefined && { note: values.reason }),
      userEntityRef: userEntityRef!,
      erasedRows: rows,
    },
  });
}
