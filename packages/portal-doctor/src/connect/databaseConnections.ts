import { Client, type ClientConfig } from 'pg';
import { isObject, type Settings } from '../settings/Settings';

const KEY = 'backend.database';
const TIMEOUT_MS = 10_000;

/** How the plugins share the database server. */
export interface DatabaseLayout {
  /** `schema`: one database with a schema for each plugin. `database`: a database for each plugin. */
  division: 'schema' | 'database';
  /** Prefix of the plugin ID in the name of its schema or database. */
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

/**
 * Returns whether the connection is a PostgreSQL connection with all required settings in the
 * configuration itself.
 */
export function canConnect(settings: Settings): boolean {
  return (
    settings.text(`${KEY}.client`) === 'pg' &&
    !settings.has(`${KEY}.connection.type`)
  );
}

/**
 * Connects like the backend, and closes the connection afterwards.
 *
 * @param database - replaces the configured database
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
  // An error on an idle connection must not end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Returns the connection of the configuration, as the driver expects it. */
export function readConnection(settings: Settings): ClientConfig {
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
