import {
  BitbucketMember,
  BitbucketWorkspace,
  BitbucketWorkspaceClient,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { isActivePerson } from './memberFilter';
import { ProjectsRead, readProjects } from './readProjects';

/** So many people who are missing from a listing are asked for one by one. */
const MOST_CONFIRMATIONS = 20;

/** Told while the members are read; the total where Bitbucket says it. */
export type ReadProgress = (read: number, total: number | undefined) => void;

/**
 * Reads all active people of the workspace. Nothing is returned unless all of it could be read.
 *
 * Bitbucket pages by position: when somebody leaves while it is read, the one behind them is in no
 * page. So whoever of `known` is missing is asked for, unless they are many.
 *
 * @param known - uuids of those who were there at the last run
 */
export async function readMembers(
  client: BitbucketWorkspaceClient,
  options: {
    known?: ReadonlySet<string>;
    signal?: AbortSignal;
    onPage?: ReadProgress;
  } = {},
): Promise<{ members: BitbucketMember[]; inactive: number }> {
  const { known, signal, onPage } = options;
  const members = new Map<string, BitbucketMember>();
  const listed = new Set<string>();
  let total: number | undefined;
  const onSize = (size: number) => {
    total = size;
  };
  for await (const page of client.listMembers({ signal, onSize })) {
    for (const member of page) {
      listed.add(member.uuid);
      if (isActivePerson(member)) {
        members.set(member.uuid, member);
      }
    }
    onPage?.(listed.size, total);
  }

  const missing = [...(known ?? [])].filter(uuid => !listed.has(uuid));
  if (missing.length <= MOST_CONFIRMATIONS) {
    for (const uuid of missing) {
      const member = await client.getMember(uuid, { signal });
      if (member && isActivePerson(member)) {
        members.set(uuid, member);
      }
    }
  }
  const inactive = [...listed].filter(uuid => !members.has(uuid)).length;
  return { members: [...members.values()], inactive };
}

/** What the Groups are made of. */
export interface WorkspaceGroups extends Partial<ProjectsRead> {
  workspace: BitbucketWorkspace;
  /** Uuids. */
  owners: string[];
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
    signal?: AbortSignal;
  },
): Promise<WorkspaceGroups> {
  const owners = await client.listOwners({ signal: options.signal });
  return options.projects
    ? { workspace, owners, ...(await readProjects(client, options)) }
    : { workspace, owners };
}
