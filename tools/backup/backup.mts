// Backs up the database of the portal into a folder. The portal can be running.
import { join, resolve } from 'node:path';
import { readCommandLine, refuse } from '../lib/commandLine.mts';
import { exitWithFailure } from './exitWithFailure.mts';

const help = `Usage: yarn backup [FOLDER] [--config FILE]...

Writes a dump of the database and a manifest into a new folder. The portal can be running. Needs pg_dump of the
version of the server or a later one.

  FOLDER         must not exist; default: portal-backup- and the time, in the current folder
  --config FILE  give all files of the portal, in the same order; default: app-config.yaml and
                 app-config.production.yaml
`;

const { values, positionals } = readCommandLine(help, {
  allowPositionals: true,
  options: { config: { type: 'string', multiple: true } },
});
if (positionals.length > 1) {
  refuse(help, `The argument "${positionals[1]}" is not expected.`);
}
const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
const folder = resolve(positionals[0] ?? join('.', `portal-backup-${time}`));

try {
  // Imported here because the import takes seconds.
  const { readPortal } = await import('./readPortal.mts');
  const { createBackup } = await import('./createBackup.mts');
  const { databases } = await createBackup(
    await readPortal(values.config),
    folder,
  );
  const bytes = databases.reduce((sum, each) => sum + each.bytes, 0);
  const rows = databases.flatMap(each => Object.values(each.rows));
  console.log(
    `Backed up ${rows.reduce((sum, each) => sum + each, 0)} rows in ${
      rows.length
    } tables to ${folder} (${(bytes / 1e6).toFixed(1)} MB).
It contains personal data, and is not encrypted. It does not contain the configuration, secrets, the cache, or
documentation pages: docs/operate/backup.md`,
  );
} catch (error) {
  exitWithFailure(error);
}
