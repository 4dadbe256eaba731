import {
  findFreePort,
  SignInClient,
  startPostgres,
} from '@backstage-bitbucket/test-kit';
import { expect } from '@playwright/test';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from '../fixtures/stub';
import {
  createPortalConfig,
  portalSecrets,
  registerClients,
} from '../portal/createPortalConfig';
import { requirePostgres } from '../portal/requirePostgres';
import { repository } from '../portal/repository';
import { defaultSignInWay } from '../portal/signInWays';
import { startPortal } from '../portal/startPortal';

const NOTIFICATIONS = '/api/notifications/notifications';
const ENTITIES = '/api/catalog/entities?fields=kind,metadata.name,metadata.uid';

/** Makes the database that of an older build, which does not have the last migration of sessions. */
const UNDO_MIGRATION = `
  ALTER TABLE auth.bitbucket_auth_attempts DROP COLUMN address_hash;
  DELETE FROM auth.bitbucket_auth_migrations WHERE name = '20261130_attempt_address.js'`;

/** Sends a request with a token, and returns the response in JSON. */
async function ask(url: string, token: string, json?: object) {
  const response = await fetch(url, {
    method: json ? 'POST' : 'GET',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    },
    body: json && JSON.stringify(json),
  });
  expect(response.status).toBe(200);
  return response.json();
}

test('after the loss of the database server, a backup of an older build restores sessions, entities and notifications', async ({
  stub,
  stubs,
}, testInfo) => {
  const folder = requirePostgres(testInfo);
  testInfo.setTimeout(300_000);
  const directory = mkdtempSync(join(tmpdir(), 'backup-'));
  const port = await findFreePort();
  registerClients(port, stubs);

  /** Starts an empty server, and returns what the portal and the commands need for it. */
  const startDatabase = async () => {
    const server = await startPostgres({ folder });
    const { connection } = server;
    const database = { client: 'pg', connection, pluginDivisionMode: 'schema' };
    const configs = [
      createPortalConfig({ port, stubs, variant: {} }),
      { backend: { database } },
    ];
    const files = configs.map((config, index) => {
      const file = join(directory, `${connection.port}.${index}.json`);
      writeFileSync(file, JSON.stringify(config));
      return file;
    });
    return {
      server,
      start: () => startPortal({ port, configs }),
      run: async (command: 'backup' | 'restore') => {
        const args = [join(directory, 'backup')].concat(
          files.flatMap(file => ['--config', file]),
        );
        const { stdout } = await promisify(execFile)(
          process.execPath,
          [join(repository, `tools/backup/${command}.mts`), ...args],
          { cwd: repository },
        );
        return stdout;
      },
    };
  };
  const lost = await startDatabase();
  const portal = await lost.start();
  const createClient = () =>
    new SignInClient({
      portalUrl: portal.url,
      stubUrl: stub.url,
      env: defaultSignInWay,
    });
  const mira = createClient();
  const { userEntityRef, token } = await mira.signIn('mira_lindqvist');
  await ask(`${portal.url}${NOTIFICATIONS}`, portalSecrets.service, {
    recipients: { type: 'entity', entityRef: userEntityRef },
    payload: { title: 'The disk is full' },
  });
  const entities = await ask(`${portal.url}${ENTITIES}`, token);
  const notifications = await ask(`${portal.url}${NOTIFICATIONS}`, token);
  expect(entities.length).toBeGreaterThan(10);
  expect(notifications.totalCount).toBe(1);

  await lost.server.query(UNDO_MIGRATION);
  // The portal is running.
  expect(await lost.run('backup')).toMatch(/^Backed up \d+ rows/);
  await portal.close();
  await lost.server.close();

  const empty = await startDatabase();
  expect(await empty.run('restore')).toContain('1 session is valid again');
  const restored = await empty.start();
  const again = await mira.refresh();
  expect(again.userEntityRef).toBe(userEntityRef);
  expect(await ask(`${portal.url}${ENTITIES}`, again.token)).toEqual(entities);
  expect(await ask(`${portal.url}${NOTIFICATIONS}`, again.token)).toEqual(
    notifications,
  );
  // A sign-in needs the migration.
  await createClient().signIn('treyes');
  await restored.close();
  await empty.server.close();
  rmSync(directory, { recursive: true });
});
