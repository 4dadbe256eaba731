import { readCapacity } from '../checks/sessions';
import { PROVIDER_KEY } from '../checks/signIn';
import { advice, Finding, note } from '../findings/Finding';
import { Settings } from '../settings/Settings';
import { readLayout, withDatabase } from './databaseConnections';

/**
 * Compares the number of users in the catalog with what the sessions carry. Finds nothing before the
 * first start, when there is no catalog.
 */
export async function countUsers(settings: Settings): Promise<Finding[]> {
  const capacity = readCapacity(settings);
  const users = await readUsers(settings).catch(() => undefined);
  if (!capacity || users === undefined) {
    return [];
  }
  const key = `${PROVIDER_KEY}.sessions.checkWithin`;
  const found = `lets the sessions carry about ${capacity.people} people, and the catalog has ${users} users`;
  return users > capacity.people
    ? [
        advice(
          key,
          found,
          'Use a longer time. Otherwise checks at Bitbucket come late when all of them use the portal.',
        ),
      ]
    : [note(key, found, 'Nothing needs to be done.')];
}

async function readUsers(settings: Settings): Promise<number> {
  const { division, prefix } = readLayout(settings);
  const table =
    division === 'schema'
      ? `"${prefix}catalog".refresh_state`
      : 'refresh_state';
  return withDatabase(
    settings,
    async client => {
      const { rows } = await client.query(
        `select count(*)::int as users from ${table} where entity_ref like 'user:%'`,
      );
      return rows[0].users;
    },
    division === 'database' ? `${prefix}catalog` : undefined,
  );
}
