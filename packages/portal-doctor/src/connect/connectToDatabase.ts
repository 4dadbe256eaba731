import { type Client } from 'pg';
import { isAccepted } from '../checks/exceptions';
import { advice, type Finding, problem } from '../findings/Finding';
import { type Settings } from '../settings/Settings';
import {
  canConnect,
  type DatabaseLayout,
  readLayout,
  withDatabase,
} from './databaseConnections';
import { describeError } from '@backstage-bitbucket/portal-http';

const KEY = 'backend.database.connection';
/**
 * The plugins of packages/backend, each of which has its own connection pool. A plugin without a database also has one,
 * for the keys that sign its requests to other plugins. deploy/kubernetes/pgbouncer lists them.
 */
const PLUGINS = 15;

/**
 * Checks the database: it must exist, the connection must be encrypted, and the role must have the
 * required permissions.
 */
export async function connectToDatabase(
  settings: Settings,
): Promise<Finding[]> {
  if (!canConnect(settings)) {
    return [
      advice(
        KEY,
        'could not be checked, because the server authenticates the client with its own method',
        'Start the portal to check the connection.',
      ),
    ];
  }
  const layout = readLayout(settings);
  try {
    return await withDatabase(
      settings,
      async client => [
        ...(hasTls(settings) ? await checkEncryption(client) : []),
        ...(await checkRights(client, layout)),
        ...(await checkConnections(client, settings)),
      ],
      layout.division === 'database' ? 'postgres' : undefined,
    );
  } catch (error) {
    return [
      problem(
        KEY,
        `does not lead to a database: ${describeError(error)}`,
        'Check the host, port, role, password, certificate authority, and the access rules of the server.',
      ),
    ];
  }
}

/** `checkSettings` reports a connection without TLS, unless the operator accepts it. */
function hasTls(settings: Settings): boolean {
  const isOff = settings.isFalse(`${KEY}.ssl`) || !settings.has(`${KEY}.ssl`);
  return !(isOff && isAccepted(settings, 'databaseOnThisMachine'));
}

async function checkEncryption(client: Client): Promise<Finding[]> {
  const { rows } = await client.query(
    'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
  );
  return rows[0]?.ssl
    ? []
    : [
        problem(
          `${KEY}.ssl`,
          'is on, but the connection is not encrypted',
          'Connect to the server, not to a proxy without TLS.',
        ),
      ];
}

/** Creates and removes what a start creates. */
async function checkRights(
  client: Client,
  { division }: DatabaseLayout,
): Promise<Finding[]> {
  if (division === 'database') {
    const { rows } = await client.query(
      'select rolcreatedb or rolsuper as may from pg_roles where rolname = current_user',
    );
    return rows[0]?.may
      ? []
      : [
          problem(
            `${KEY}.user`,
            'cannot create databases, but each plugin requires its own',
            'Use pluginDivisionMode: schema, or grant it with ALTER ROLE … CREATEDB.',
          ),
        ];
  }
  await client.query('begin');
  try {
    await client.query('create schema portal_doctor');
    await client.query('create table portal_doctor.trial (id integer)');
    return [];
  } catch (error) {
    return [
      problem(
        `${KEY}.user`,
        `cannot create a schema: ${describeError(error)}`,
        'Make it the owner of the database: ALTER DATABASE … OWNER TO ….',
      ),
    ];
  } finally {
    await client.query('rollback');
  }
}

async function checkConnections(
  client: Client,
  settings: Settings,
): Promise<Finding[]> {
  const { rows } = await client.query(
    "select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as free",
  );
  const pool = settings.text('backend.database.knexConfig.pool.max') ?? '10';
  const perInstance = PLUGINS * Number(pool);
  const free: number = rows[0].free;
  const pooled = settings.text('doctor.databaseConnections');
  if (pooled !== undefined) {
    return free >= Number(pooled)
      ? []
      : [
          problem(
            'doctor.databaseConnections',
            `is ${pooled}, but the server allows ${free} connections`,
            'Raise max_connections, or lower the pools of PgBouncer.',
          ),
        ];
  }
  const instances = settings.text('doctor.instances');
  if (instances !== undefined) {
    // One more connection for the lock of the start.
    const needed = Number(instances) * (perInstance + 1);
    return free >= needed
      ? []
      : [
          problem(
            'doctor.instances',
            `is ${instances}, and so many instances can open ${needed} connections, but the server allows ${free}`,
            'Raise max_connections, or lower maxReplicas of the HorizontalPodAutoscaler or backend.database.knexConfig.pool.max.',
          ),
        ];
  }
  return free >= 2 * perInstance
    ? []
    : [
        advice(
          'backend.database.knexConfig.pool.max',
          `is ${pool}, so two instances can open ${
            2 * perInstance
          } connections, but the server allows ${free}`,
          'Raise max_connections, or lower the pool.',
        ),
      ];
}
