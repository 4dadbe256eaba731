import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { refOf, type CatalogEntity } from './catalog-files.mts';
import { requireFrom, root } from './workspace.mts';

const yaml = requireFrom('packages/bitbucket-cloud-stub')(
  'yaml',
) as typeof import('yaml');

/** The company that the stub has when nobody tells it of another. */
const ownSeed = 'packages/bitbucket-cloud-stub/seed/harbour-bikes.yaml';
const completedSeed = '.cache/development-seed.yaml';

/** A person with an account at the stub. */
export type Person = {
  displayName: string;
  username: string;
  /** What is special about them. */
  note: string | undefined;
  /** Who they are in the files of the catalog, if they are in them: `user:default/mira.lindqvist`. */
  userRef: string | undefined;
};

type Account = {
  display_name: string;
  note?: string;
  username: string;
  nickname: string;
  uuid: string;
  account_id: string;
  created_on: string;
  has_2fa_enabled: boolean;
  emails: { email: string; is_primary: boolean; is_confirmed: boolean }[];
  workspaces: Record<string, string>;
};

type Seed = { workspaces: { slug: string }[]; people: Account[] };

/** What the stub is started with, and who has an account there. */
export type PreparedSeed = {
  /** Absolute path of the file. */
  file: string;
  people: Person[];
};

/**
 * Reads the people of a seed, and gives an account to each user of the catalog who has none in the seed of the
 * repository. A seed of one's own stays as it is.
 *
 * @param users - the User entities of the files of the catalog
 * @param ownFile - path of a seed of one's own
 */
export function prepareSeed(
  users: CatalogEntity[],
  ownFile?: string,
): PreparedSeed {
  const file = ownFile ?? join(root, ownSeed);
  const seed: Seed = yaml.parse(readFileSync(file, 'utf8'));
  const missing = ownFile
    ? []
    : users.filter(user => !seed.people.some(each => isAccountOf(each, user)));
  if (missing.length === 0) {
    return { file, people: seed.people.map(each => describe(each, users)) };
  }
  for (const user of missing) {
    seed.people.unshift(makeAccount(user, seed));
  }
  const completed = join(root, completedSeed);
  mkdirSync(dirname(completed), { recursive: true });
  writeFileSync(completed, yaml.stringify(seed));
  return {
    file: completed,
    people: seed.people.map(each => describe(each, users)),
  };
}

function describe(account: Account, users: CatalogEntity[]): Person {
  const user = users.find(each => isAccountOf(account, each));
  return {
    displayName: account.display_name,
    username: account.username,
    note: account.note,
    userRef: user && refOf(user),
  };
}

/** By any of what the resolvers compare, since each portal chooses its own. */
function isAccountOf(account: Account, { metadata, spec }: CatalogEntity) {
  const annotations = metadata.annotations ?? {};
  const uuid = normalizeUuid(annotations['bitbucket.org/user-id']);
  const email = spec?.profile?.email?.toLowerCase();
  return (
    uuid === account.uuid ||
    annotations['bitbucket.org/account-id'] === account.account_id ||
    annotations['bitbucket.org/username'] === account.username ||
    account.emails.some(each => each.email.toLowerCase() === email)
  );
}

/** In lower case and in braces; nothing where it is no uuid. */
function normalizeUuid(value: unknown): string | undefined {
  const [, uuid] =
    /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i.exec(
      String(value ?? '').trim(),
    ) ?? [];
  return uuid && `{${uuid.toLowerCase()}}`;
}

function makeAccount(user: CatalogEntity, seed: Seed): Account {
  const { name, annotations = {} } = user.metadata;
  const hash = createHash('sha256').update(refOf(user)).digest('hex');
  const parts = /^(.{8})(.{4})(.{4})(.{4})(.{12})/.exec(hash)!.slice(1);
  const uuid =
    normalizeUuid(annotations['bitbucket.org/user-id']) ??
    `{${parts.join('-')}}`;
  const wanted =
    annotations['bitbucket.org/username'] ??
    name.replaceAll(/[^A-Za-z0-9_-]/g, '-');
  const isTaken = seed.people.some(({ username }) => username === wanted);
  const { displayName, email } = user.spec?.profile ?? {};
  return {
    display_name: displayName ?? name,
    note: 'From the files of the catalog',
    username: isTaken ? `${wanted}-${hash.slice(0, 8)}` : wanted,
    nickname: name,
    uuid,
    account_id:
      annotations['bitbucket.org/account-id'] ?? `712020:${uuid.slice(1, -1)}`,
    created_on: '2020-01-01T00:00:00.000000+00:00',
    has_2fa_enabled: true,
    emails: [
      {
        email: email ?? `${name}@example.com`,
        is_primary: true,
        is_confirmed: true,
      },
    ],
    workspaces: { [seed.workspaces[0].slug]: 'member' },
  };
}
