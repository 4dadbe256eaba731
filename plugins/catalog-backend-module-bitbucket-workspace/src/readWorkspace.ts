import {
  BitbucketCloudError,
  BitbucketMember,
  BitbucketProject,
  BitbucketWorkspace,
  BitbucketWorkspaceClient,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { isActivePerson } from './memberFilter';

/** So many people who are missing from a listing are asked for one by one. */
const MOST_CONFIRMATIONS = 20;

/** A project, and who is explicitly allowed something in it. */
export interface ProjectWithPeople {
  project: BitbucketProject;
  /** Uuids; undefined where the credentials may not read the permissions. */
  people?: string[];
}

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
export interface WorkspaceGroups {
  workspace: BitbucketWorkspace;
  /** Uuids. */
  owners: string[];
  /** Undefined where the credentials may not list projects, or are not to. */
  projects?: ProjectWithPeople[];
}

/** Reads the workspace, its owners, and its projects if they are wanted. */
export async function readGroups(
  client: BitbucketWorkspaceClient,
  options: {
    projects: boolean;
    projectPermissions: readonly string[];
    signal?: AbortSignal;
  },
): Promise<WorkspaceGroups> {
  const { signal } = options;
  const workspace = await client.getWorkspace({ signal });
  const owners = await client.listOwners({ signal });
  if (!options.projects) {
    return { workspace, owners };
  }
  const projects = await whereAllowed(() => client.listProjects({ signal }));
  const withPeople: ProjectWithPeople[] = [];
  for (const project of projects ?? []) {
    const permissions = await whereAllowed(() =>
      client.listProjectPermissions(project.key, { signal }),
    );
    const people = permissions
      ?.filter(each => options.projectPermissions.includes(each.permission))
      .map(each => each.uuid);
    withPeople.push({ project, people });
  }
  return { workspace, owners, projects: projects && withPeople };
}

/** @returns undefined where Bitbucket answers 403; or 404, of a project that was just deleted */
async function whereAllowed<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (
      error instanceof BitbucketCloudError &&
      (error.status === 403 || error.status === 404)
    ) {
      return undefined;
    }
    throw error;
  }
}
