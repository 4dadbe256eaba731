import {
  type BitbucketMember,
  ConfigProblemError,
  readTexts,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config } from '@backstage/config';

const UUID =
  /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;
/** Accounts from before 2018 have an ID without a colon. */
const ACCOUNT_ID = /^(?:\d+:[\w-]+|[0-9a-f]{24})$/i;

/**
 * Reads a list of `userFilter`. It only accepts uuids and Atlassian account IDs: users choose their
 * nickname and display name, so a user could choose one that passes the filter.
 *
 * @throws InputError that names the key and its value
 */
export function readAccounts(
  config: Config,
  key: string,
  name: string,
): string[] | undefined {
  const texts = readTexts(config, key, name)?.map(text => text.trim());
  const others = texts?.filter(
    text => !UUID.test(text) && !ACCOUNT_ID.test(text),
  );
  if (others?.length) {
    throw new ConfigProblemError({
      key: `${key}.${name}`,
      found: `has '${others.join(
        "', '",
      )}', which is neither a uuid in braces nor an Atlassian account ID`,
      remedy:
        'Patterns, nicknames and display names are not accepted, because users choose their names. Copy the uuid of each member from the API: docs/operate/add-users.md.',
    });
  }
  return texts?.map(normalize);
}

/** Returns a function that decides whether `userFilter` accepts a member. */
export function createMemberFilter(filter: {
  include?: string[];
  exclude: string[];
}): (member: BitbucketMember) => boolean {
  const include = filter.include && new Set(filter.include);
  const exclude = new Set(filter.exclude);
  return ({ uuid, accountId }) => {
    const ids = [uuid, accountId].flatMap(id => (id ? normalize(id) : []));
    const isIn = (accounts: Set<string>) => ids.some(id => accounts.has(id));
    return (!include || isIn(include)) && !isIn(exclude);
  };
}

/** Returns whether Bitbucket reports an active user account, and not an app. */
export function isActivePerson(member: BitbucketMember): boolean {
  return (
    (member.type ?? 'user') === 'user' &&
    (member.accountStatus ?? 'active') === 'active'
  );
}

/** The configuration can contain a uuid without its braces, and in any case. */
function normalize(id: string): string {
  return id.toLowerCase().replace(UUID, '{$1}');
}
