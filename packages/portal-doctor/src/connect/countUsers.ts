import { readCapacity } from '../checks/sessions';
import { PROVIDER_KEY } from '../checks/signIn';
import { advice, type Finding, note } from '../findings/Finding';
import { type Settings } from '../settings/Settings';
import { readLayout, withDatabase } from './databaseConnections';

/**
 * Compares the number of users in the catalog with the number that the sessions support. Returns nothing
 * before the first start, because the catalog does not exist yet.
 */
export async function countUsers(settings: Settings): Promise<Finding[]> {
  const capacity = readCapacity(settings);
  const users = await readUsers(settings).catch(() => undefined);
  if (!capacity || users === undefined) {
    return [];
  }
  const key = `${PROVIDER_KEY}.sessions.checkWithin`;
  const found = `supports about ${capacity.people} users, and the catalog has ${users} users`;
  return users > capacity.people
    ? [
        advice(
          key,
          found,
          'Use a longer time. Otherwise, checks at Bitbucket are late when all users use the portal at the same time.',
        ),
      ]
    : [note(key, found, 'No action is required.')];
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
