import yaml from 'yaml';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { refOf, type CatalogEntity } from './catalogFiles.mts';
import { root } from './workspace.mts';

/** The default company of the stub. */
const ownSeed = 'packages/bitbucket-cloud-stub/seed/harbour-bikes.yaml';
const completedSeed = '.cache/development-seed.yaml';

/** A person with an account at the stub. */
export interface Person {
  displayName: string;
  username: string;
  /** A note about the account. */
  note: string | undefined;
  /** The user in the files of the catalog, if any: `user:default/mira.lindqvist`. */
  userRef: string | undefined;
}

interface Account {
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
}

interface Workspace {
  slug: string;
  uuid: string;
  name: string;
  hooks?: (SeedWebhook & { uuid: string; events: string[] })[];
}

/** A webhook of the first workspace of a seed. */
export interface SeedWebhook {
  url: string;
  secret: string;
}

/** What the seed of the repository gets in addition. */
export interface SeedAdditions {
  /** Slugs, or uuids in braces. */
  allowedWorkspaces?: string[];
  /** The endpoint of the portal for webhooks. */
  webhook?: SeedWebhook;
}

const WEBHOOK_EVENTS = [
  'repo:created',
  'repo:deleted',
  'repo:fork',
  'repo:push',
  'repo:transfer',
  'repo:updated',
  'repo:commit_status_created',
  'repo:commit_status_updated',
  'pullrequest:approved',
  'pullrequest:changes_request_created',
  'pullrequest:changes_request_removed',
  'pullrequest:comment_created',
  'pullrequest:created',
  'pullrequest:fulfilled',
  'pullrequest:rejected',
  'pullrequest:unapproved',
  'pullrequest:updated',
];

interface Seed {
  workspaces: Workspace[];
  people: Account[];
}

/** The seed of the stub, and its accounts. */
export interface PreparedSeed {
  /** Absolute path of the file. */
  file: string;
  people: Person[];
}

function readSeed(file: string): Seed {
  try {
    return yaml.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(
      `The seed ${file} cannot be read: ${(error as Error).message}`,
    );
  }
}

/**
 * Reads the people of a seed, and adds an account for each user of the catalog who has none in the seed
 * of the repository. If the portal only accepts members of workspaces that the seed does not contain, it
 * adds these workspaces, with each user of the catalog as a member. It does not change a custom seed.
 *
 * @param users - the User entities of the files of the catalog
 * @param ownFile - path of a custom seed
 */
export function prepareSeed(
  users: CatalogEntity[],
  ownFile?: string,
  { allowedWorkspaces = [], webhook }: SeedAdditions = {},
): PreparedSeed {
  const file = ownFile ?? join(root, ownSeed);
  const seed = readSeed(file);
  const missing = ownFile
    ? []
    : users.filter(user => !seed.people.some(each => isAccountOf(each, user)));
  const joined = ownFile ? [] : addWorkspaces(seed, allowedWorkspaces);
  const hook = ownFile ? undefined : webhook;
  if (missing.length === 0 && joined.length === 0 && !hook) {
    return { file, people: seed.people.map(each => describe(each, users)) };
  }
  // Each user is added at the beginning, so the last one is added first.
  for (const user of missing.toReversed()) {
    seed.people.unshift(makeAccount(user, seed));
  }
  for (const account of seed.people) {
    if (users.some(user => isAccountOf(account, user))) {
      joined.forEach(slug => (account.workspaces[slug] ??= 'member'));
    }
  }
  if (hook) {
    const uuid = makeUuid(hook.url);
    seed.workspaces[0].hooks = [{ ...hook, uuid, events: WEBHOOK_EVENTS }];
  }
  const completed = join(root, completedSeed);
  mkdirSync(dirname(completed), { recursive: true });
  writeFileSync(completed, yaml.stringify(seed));
  copyActivity(file, completed);
  return {
    file: completed,
    people: seed.people.map(each => describe(each, users)),
  };
}

/** Copies the pull requests and pipelines of a seed, which are in a folder with the name of the seed. */
function copyActivity(from: string, to: string): void {
  const [source, copy] = [from, to].map(file => file.replace(/\.yaml$/, ''));
  rmSync(copy, { recursive: true, force: true });
  if (existsSync(source)) {
    cpSync(source, copy, { recursive: true });
  }
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

/** Compares all identifiers of the resolvers, because each portal chooses its own. */
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

/** Returns a uuid in lower case and in braces; undefined for an invalid one. */
function normalizeUuid(value: unknown): string | undefined {
  const [, uuid] =
    /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i.exec(
      String(value ?? '').trim(),
    ) ?? [];
  return uuid && `{${uuid.toLowerCase()}}`;
}

/** Always returns the same uuid for the same text. */
function makeUuid(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex');
  const parts = /^(.{8})(.{4})(.{4})(.{4})(.{12})/.exec(hash)!.slice(1);
  return `{${parts.join('-')}}`;
}

/**
 * Adds missing workspaces to a seed, unless it contains one of them. Returns the slugs of the added
 * ones.
 */
function addWorkspaces(seed: Seed, allowed: string[]): string[] {
  const isInSeed = (each: string) =>
    seed.workspaces.some(({ slug, uuid }) => each === slug || each === uuid);
  if (allowed.some(isInSeed)) {
    return [];
  }
  const added = allowed.map(each => {
    const uuid = normalizeUuid(each);
    const slug = uuid ? `workspace-${uuid.slice(1, 9)}` : each;
    return { slug, uuid: uuid ?? makeUuid(each), name: slug };
  });
  seed.workspaces.push(...added);
  return added.map(({ slug }) => slug);
}

function makeAccount(user: CatalogEntity, seed: Seed): Account {
  const { name, annotations = {} } = user.metadata;
  const made = makeUuid(refOf(user));
  const uuid = normalizeUuid(annotations['bitbucket.org/user-id']) ?? made;
  const wanted =
    annotations['bitbucket.org/username'] ??
    name.replaceAll(/[^A-Za-z0-9_-]/g, '-');
  const isTaken = seed.people.some(({ username }) => username === wanted);
  const { displayName, email } = user.spec?.profile ?? {};
  return {
    display_name: displayName ?? name,
    note: 'From the files of the catalog',
    username: isTaken ? `${wanted}-${made.slice(1, 9)}` : wanted,
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
