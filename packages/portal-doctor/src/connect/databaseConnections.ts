import { Client, ClientConfig } from 'pg';
import { isObject, Settings } from '../settings/Settings';

const KEY = 'backend.database';
const TIMEOUT_MS = 10_000;

/** How the plugins share the database server. */
export interface DatabaseLayout {
  /** `schema`: one database, a schema for each plugin. `database`: a database for each. */
  division: 'schema' | 'database';
  /** Before the plugin's id, in the name of its schema or database. */
  prefix: string;
}

export function readLayout(settings: Settings): DatabaseLayout {
  return settings.text(`${KEY}.pluginDivisionMode`) === 'schema'
    ? {
        division: 'schema',
        prefix: settings.text(`${KEY}.schemaPrefix`) ?? '',
      }
    : {
        division: 'database',
        prefix: settings.text(`${KEY}.prefix`) ?? 'backstage_plugin_',
      };
}

/** Whether the connection is one of PostgreSQL with what it needs in the configuration itself. */
export function canConnect(settings: Settings): boolean {
  return (
    settings.text(`${KEY}.client`) === 'pg' &&
    !settings.has(`${KEY}.connection.type`)
  );
}

/**
 * Connects as the backend does, and closes the connection in the end.
 *
 * @param database - instead of the configured one
 */
export async function withDatabase<T>(
  settings: Settings,
  use: (client: Client) => Promise<T>,
  database?: string,
): Promise<T> {
  const client = new Client({
    ...readConnection(settings),
    ...(database === undefined ? {} : { database }),
    application_name: 'portal_doctor',
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  // A connection that breaks while it is idle is no reason to die of.
  client.on('error', () => {});
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => {});
  }
}

function readConnection(settings: Settings): ClientConfig {
  const connection = settings.get(`${KEY}.connection`);
  if (isObject(connection)) {
    const { port, ...rest } = connection;
    return {
      ...(rest as ClientConfig),
      ...(port === undefined ? {} : { port: Number(port) }),
    };
  }
  return { connectionString: String(connection ?? '') };
}
