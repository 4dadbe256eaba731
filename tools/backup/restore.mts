// Restores a backup into the database of the portal. The portal must be stopped.
import { resolve } from 'node:path';
import { readCommandLine, refuse } from '../lib/commandLine.mts';
import { exitWithFailure } from './exitWithFailure.mts';

const help = `Usage: yarn restore FOLDER [--replace] [--without-sessions] [--config FILE]...

Restores a backup of yarn backup into the database of the configuration. Stop all instances of the portal first.
Refuses a backup that this build or this configuration cannot use, and then changes nothing.

  --replace           deletes all data of the database first
  --without-sessions  leaves out the sessions, so that all users sign in again
  --config FILE       give all files of the portal, in the same order; default: app-config.yaml and
                      app-config.production.yaml
`;

const { values, positionals } = readCommandLine(help, {
  allowPositionals: true,
  options: {
    config: { type: 'string', multiple: true },
    replace: { type: 'boolean' },
    'without-sessions': { type: 'boolean' },
  },
});
if (positionals.length !== 1) {
  refuse(help, 'Write one folder with a backup.');
}
const withoutSessions = values['without-sessions'] ?? false;

try {
  // Imported here because the import takes seconds.
  const { readPortal } = await import('./readPortal.mts');
  const { restoreBackup } = await import('./restoreBackup.mts');
  const { createdAt, sessions } = await restoreBackup(
    await readPortal(values.config),
    {
      folder: resolve(positionals[0]),
      replace: values.replace ?? false,
      withoutSessions,
    },
  );
  const count = Object.values(sessions.environments).reduce(
    (sum, each) => sum + each,
    0,
  );
  console.log(`Restored the backup of ${createdAt}. Start the portal.`);
  if (count > 0 && !withoutSessions) {
    console.log(
      `${
        count === 1 ? '1 session is' : `${count} sessions are`
      } valid again, including sessions that ended after the backup. To end them: docs/operate/backup.md`,
    );
  }
} catch (error) {
  exitWithFailure(error);
}
