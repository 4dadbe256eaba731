import {
  BitbucketCloudError,
  type BitbucketMember,
  type BitbucketWorkspace,
  type BitbucketWorkspaceClient,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { isActivePerson } from '../config/memberFilter';
import { type ReadProgress } from '../model/ReadProgress';
import { type ProjectsRead, readProjects } from './readProjects';
import { type UnreadableValues } from './UnreadableValues';

/** The run confirms at most this number of people who are missing from a listing, one by one. */
const MOST_CONFIRMATIONS = 20;

/**
 * Reads all active members of the workspace. Fails unless it could read all of them.
 *
 * Bitbucket pages by position: if a member leaves while the run reads the list, the next member is on no
 * page. So the run requests each missing member of `known`, unless there are many.
 *
 * An unreadable value can concern any of the missing members. In this case, only a 404 proves that a
 * member left. The others are `unconfirmed`.
 *
 * @param options - `known`: uuids of the members at the last run
 */
export async function readMembers(
  client: BitbucketWorkspaceClient,
  options: {
    known?: ReadonlySet<string>;
    signal?: AbortSignal;
    onPage?: ReadProgress;
    /** Default: a value that cannot be read is an error. */
    unreadable?: UnreadableValues;
  } = {},
): Promise<MembersRead> {
  const { known, signal, onPage, unreadable } = options;
  const members = new Map<string, BitbucketMember>();
  const listed = new Set<string>();
  let total: number | undefined;
  const onSize = (size: number) => {
    total = size;
  };
  const pages = client.listMembers({
    signal,
    onSize,
    onUnreadable: unreadable?.note,
  });
  for await (const page of pages) {
    for (const member of page) {
      listed.add(member.uuid);
      if (isActivePerson(member)) {
        members.set(member.uuid, member);
      }
    }
    onPage?.(listed.size, total);
  }

  const isComplete = !unreadable?.count;
  if (!isComplete && listed.size === 0) {
    throw new BitbucketCloudError(
      'No value of the list of the members of the workspace can be read',
      { code: 'invalid_response' },
    );
  }

  const missing = [...(known ?? [])].filter(uuid => !listed.has(uuid));
  const unconfirmed = new Set<string>();
  const areFew = missing.length <= MOST_CONFIRMATIONS;
  for (const [index, uuid] of missing.entries()) {
    const canConfirm = isComplete ? areFew : index < MOST_CONFIRMATIONS;
    const member = canConfirm
      ? await confirmMember(client, uuid, { signal, unreadable })
      : undefined;
    if (member === 'unreadable' || (!isComplete && !canConfirm)) {
      unconfirmed.add(uuid);
    } else if (member && isActivePerson(member)) {
      members.set(uuid, member);
    }
  }
  const inactive = [...listed].filter(uuid => !members.has(uuid)).length;
  return { members: [...members.values()], inactive, unconfirmed };
}

/** @returns undefined if Bitbucket responds that there is no such member */
async function confirmMember(
  client: BitbucketWorkspaceClient,
  uuid: string,
  options: { signal?: AbortSignal; unreadable?: UnreadableValues },
): Promise<BitbucketMember | 'unreadable' | undefined> {
  const { signal, unreadable } = options;
  try {
    return await client.getMember(uuid, { signal });
  } catch (error) {
    const isUnreadable =
      error instanceof BitbucketCloudError && error.code === 'invalid_response';
    if (!isUnreadable || !unreadable) {
      throw error;
    }
    unreadable.note({ listing: 'a single member', name: uuid, fields: [] });
    return 'unreadable';
  }
}

/** The result of {@link readMembers}. */
export interface MembersRead {
  members: BitbucketMember[];
  inactive: number;
  /** Uuids of `known` that are not listed, although Bitbucket did not confirm that the members left. */
  unconfirmed: ReadonlySet<string>;
}

/** The data from which Groups are built. */
export interface WorkspaceGroups extends Partial<ProjectsRead> {
  workspace: BitbucketWorkspace;
  /** Uuids; undefined if the owners' Group does not change, because a value cannot be read. */
  owners?: string[];
  /** Keys of the records of projects whose Groups do not change although the list lacks them. */
  kept?: ReadonlySet<string>;
}

/** Reads the owners, and the projects if they are required. */
export async function readGroups(
  client: BitbucketWorkspaceClient,
  workspace: BitbucketWorkspace,
  options: {
    projects: boolean;
    projectPermissions: readonly string[];
    /** Groups of earlier runs; see {@link readProjects}. */
    known: ReadonlyMap<string, string | undefined>;
    /** Whether the owners have a Group. */
    hasOwners: boolean;
    unreadable: UnreadableValues;
    signal?: AbortSignal;
  },
): Promise<WorkspaceGroups> {
  const { hasOwners, signal, unreadable } = options;
  const { values, isComplete } = await unreadable.read(onUnreadable =>
    client.listOwners({ signal, onUnreadable }),
  );
  const owners = isComplete || !hasOwners ? values : undefined;
  return options.projects
    ? { workspace, owners, ...(await readProjects(client, options)) }
    : { workspace, owners };
}
