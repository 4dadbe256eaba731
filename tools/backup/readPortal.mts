import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientConfig } from 'pg';
import { createSourceRequire, root } from '../lib/workspace.mts';
import { Refusal } from './manifest.mts';

const require = createSourceRequire(import.meta.url);

const { loadSettings } =
  require('../../packages/portal-doctor/src/settings/loadSettings') as typeof import('../../packages/portal-doctor/src/settings/loadSettings.ts');
const { formatFinding } =
  require('../../packages/portal-doctor/src/findings/formatFindings') as typeof import('../../packages/portal-doctor/src/findings/formatFindings.ts');
const { canConnect, readConnection, readLayout } =
  require('../../packages/portal-doctor/src/connect/databaseConnections') as typeof import('../../packages/portal-doctor/src/connect/databaseConnections.ts');
const { findOwnConnections } =
  require('../../packages/portal-doctor/src/schema/checkSchemaVersion') as typeof import('../../packages/portal-doctor/src/schema/checkSchemaVersion.ts');
const { findKnownMigrations } =
  require('../../packages/portal-doctor/src/schema/knownMigrations') as typeof import('../../packages/portal-doctor/src/schema/knownMigrations.ts');
const { LOCK } =
  require('../../packages/portal-doctor/src/start/startInTurn') as typeof import('../../packages/portal-doctor/src/start/startInTurn.ts');
const { SESSION_FORMAT } =
  require('../../plugins/auth-backend-module-bitbucket-provider/src/sessions/seal') as typeof import('../../plugins/auth-backend-module-bitbucket-provider/src/sessions/seal.ts');

/** What a backup and a restore need to know of a portal. */
export interface PortalFacts {
  connection: ClientConfig;
  division: 'schema' | 'database';
  /** Prefix of the databases of the plugins, for the division `database`. */
  prefix: string;
  /** As in the manifest. */
  consumers: Record<string, string>;
  version: string;
  backstageVersion: string;
  /** The migrations of this build. */
  knownMigrations: Set<string>;
  /** The newest format of sessions that this build reads. */
  sessionFormat: number;
  /** The number of the advisory lock that an instance takes to start. */
  startLock: number;
}

/**
 * Reads the configuration like the backend.
 *
 * @throws Refusal if the database of the configuration cannot be backed up
 */
export async function readPortal(
  files = ['app-config.yaml', 'app-config.production.yaml'],
): Promise<PortalFacts> {
  const { settings, findings } = await loadSettings(
    files.flatMap(file => ['--config', file]),
    process.env,
  );
  if (findings.length > 0) {
    throw new Refusal(formatFinding(findings[0]));
  }
  if (!canConnect(settings)) {
    throw new Refusal(
      'The database of the configuration is not a PostgreSQL database with a password. Give the files of production with --config, or use the backups of the service that runs the database.',
    );
  }
  const [own] = findOwnConnections(settings);
  if (own !== undefined) {
    throw new Refusal(
      `backend.database.plugin.${own}.connection leads to another database. Give a configuration file in which all plugins use backend.database.connection, without a pooler.`,
    );
  }
  const providers = 'auth.providers.bitbucket';
  return {
    ...readLayout(settings),
    connection: readConnection(settings),
    consumers: Object.fromEntries(
      settings
        .keys(providers)
        .map(name => [name, settings.text(`${providers}.${name}.clientId`)])
        .filter(([, id]) => id !== undefined)
        .map(([name, id]) => [name!, fingerprint(id!)]),
    ),
    version: readJson('package.json').version,
    backstageVersion: readJson('backstage.json').version,
    knownMigrations: new Set(
      [
        ...findKnownMigrations(
          join(root, 'packages/backend/package.json'),
        ).values(),
      ].flatMap(names => [...names]),
    ),
    sessionFormat: SESSION_FORMAT,
    startLock: LOCK,
  };
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function readJson(file: string): { version: string } {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}
