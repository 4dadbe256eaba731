import { BitbucketMember } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { readTexts } from './configProblems';

const UUID =
  /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;
/** Accounts from before 2018 have an id without a colon. */
const ACCOUNT_ID = /^(?:\d+:[\w-]+|[0-9a-f]{24})$/i;

/**
 * Reads a list of `userFilter`. It has uuids and Atlassian account IDs only: people choose their nickname
 * and display name, so a person could choose one that passes the filter.
 *
 * @throws InputError that names the key and what it found
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
    throw new InputError(
      `${key}.${name} has '${others.join(
        "', '",
      )}', which is neither a uuid in braces nor an Atlassian account ID. Patterns, nicknames and display names are not accepted, because people choose their names. Copy the uuid of each member from the API: docs/operate/add-users.md.`,
    );
  }
  return texts?.map(normalize);
}

/** Returns whether `userFilter` lets a member become a User of the catalog. */
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

/** A person of the workspace, as far as Bitbucket tells; a program is none. */
export function isActivePerson(member: BitbucketMember): boolean {
  return (
    (member.type ?? 'user') === 'user' &&
    (member.accountStatus ?? 'active') === 'active'
  );
}

/** Configuration can have a uuid without its braces, and in any case. */
function normalize(id: string): string {
  return id.toLowerCase().replace(UUID, '{$1}');
}
