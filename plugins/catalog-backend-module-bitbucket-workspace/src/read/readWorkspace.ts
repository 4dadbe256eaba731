import {
  BitbucketCloudError,
  BitbucketMember,
  BitbucketWorkspace,
  BitbucketWorkspaceClient,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { isActivePerson } from '../config/memberFilter';
import { ReadProgress } from '../model/ReadProgress';
import { ProjectsRead, readProjects } from './readProjects';
import { UnreadableValues } from './UnreadableValues';

/** So many people who are missing from a listing are asked for one by one. */
const MOST_CONFIRMATIONS = 20;

/**
 * Reads all active people of the workspace. Nothing is returned unless all of it could be read.
 *
 * Bitbucket pages by position: when somebody leaves while it is read, the one behind them is in no
 * page. So each of `known` who is missing is requested, unless there are many.
 *
 * A value that cannot be read can be about each of those who are missing. Then only a 404 proves that
 * a person left, and the others are `unconfirmed`.
 *
 * @param options - `known`: uuids of those who were there at the last run
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

/** @returns undefined where Bitbucket answers that there is no such member */
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

/** What {@link readMembers} returns. */
export interface MembersRead {
  members: BitbucketMember[];
  inactive: number;
  /** UUIDs of `known` that are not listed, although Bitbucket did not confirm that the members left. */
  unconfirmed: ReadonlySet<string>;
}

/** What the Groups are made of. */
export interface WorkspaceGroups extends Partial<ProjectsRead> {
  workspace: BitbucketWorkspace;
  /** Uuids; undefined where the Group of the owners stays as it is, because a value cannot be read. */
  owners?: string[];
  /** Keys of the records of projects whose Groups stay as they are although the list lacks them. */
  kept?: ReadonlySet<string>;
}

/** Reads the owners, and the projects if they are wanted. */
export async function readGroups(
  client: BitbucketWorkspaceClient,
  workspace: BitbucketWorkspace,
  options: {
    projects: boolean;
    projectPermissions: readonly string[];
    /** Of Groups that were made before; see {@link readProjects}. */
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
