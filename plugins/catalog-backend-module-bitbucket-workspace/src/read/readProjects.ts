import {
  BitbucketCloudError,
  type BitbucketProject,
  type BitbucketWorkspaceClient,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { projectKeyOf } from '../model/entityKeys';
import { type UnreadableValues } from './UnreadableValues';

/**
 * The run confirms at most this number of projects that are missing from the list, with one request
 * each.
 */
const MOST_CONFIRMATIONS = 20;

/** A project, and the accounts with an explicit permission in it. */
export interface ProjectWithPeople {
  project: BitbucketProject;
  /**
   * Uuids; undefined if the credentials cannot read the permissions. Also undefined if one permission
   * cannot be read and the project has a Group, which then does not change.
   */
  people?: string[];
}

/** A project that has a Group, but is missing from the list. */
export interface UnlistedProject {
  /** The key at Bitbucket, from the last run that listed the project. */
  projectKey?: string;
  /** `unknown` if Bitbucket confirmed neither. */
  state: 'exists' | 'deleted' | 'unknown';
}

/** The result of {@link readProjects}. */
export interface ProjectsRead {
  /** Undefined if the credentials cannot list projects. */
  projects?: ProjectWithPeople[];
  /** By the key of the record. */
  unlisted: ReadonlyMap<string, UnlistedProject>;
}

/**
 * Reads the projects, and the people of each.
 *
 * Bitbucket pages by position: if a project is deleted while the run reads the list, the list also lacks
 * the next project. So the run requests each missing project of `known`, unless there are many.
 *
 * @param options - `known`: keys of Group records, with the keys of the projects if they are known
 */
export async function readProjects(
  client: BitbucketWorkspaceClient,
  options: {
    projectPermissions: readonly string[];
    known: ReadonlyMap<string, string | undefined>;
    unreadable: UnreadableValues;
    signal?: AbortSignal;
  },
): Promise<ProjectsRead> {
  const { projectPermissions, known, signal, unreadable } = options;
  const listed = await whereAllowed(() =>
    client.listProjects({ signal, onUnreadable: unreadable.note }),
  );
  if (!listed) {
    return { unlisted: new Map() };
  }
  // A project that is created while the list is read can move another one to the next page.
  const distinct = new Map(listed.map(each => [each.uuid, each]));
  const projects: ProjectWithPeople[] = [];
  for (const project of distinct.values()) {
    const permissions = await whereAllowed(() =>
      unreadable.read(onUnreadable =>
        client.listProjectPermissions(project.key, { signal, onUnreadable }),
      ),
    );
    const people = permissions?.values
      .filter(each => projectPermissions.includes(each.permission))
      .map(each => each.uuid);
    const stays =
      permissions?.isComplete === false &&
      known.has(projectKeyOf(project.uuid));
    projects.push({ project, people: stays ? undefined : people });
  }

  const present = new Set(listed.map(({ uuid }) => projectKeyOf(uuid)));
  const takenKeys = new Set(listed.map(({ key }) => key));
  const missing = [...known].filter(([key]) => !present.has(key));
  const unlisted = new Map<string, UnlistedProject>();
  for (const [key, projectKey] of missing) {
    // Credentials without access to any project get 404 for each. Another project that has the key now
    // would also respond.
    const canConfirm =
      listed.length > 0 &&
      missing.length <= MOST_CONFIRMATIONS &&
      projectKey !== undefined &&
      !takenKeys.has(projectKey);
    const state = canConfirm
      ? await confirmProject(client, projectKey, signal)
      : 'unknown';
    unlisted.set(key, { projectKey, state });
  }
  return { projects, unlisted };
}

/**
 * Bitbucket returns 404 for the permissions of a project only if the project does not exist.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-projects/#api-workspaces-workspace-projects-project-key-permissions-config-users-get
 */
async function confirmProject(
  client: BitbucketWorkspaceClient,
  projectKey: string,
  signal?: AbortSignal,
): Promise<UnlistedProject['state']> {
  try {
    await client.listProjectPermissions(projectKey, {
      signal,
      onUnreadable: () => {},
    });
    return 'exists';
  } catch (error) {
    if (error instanceof BitbucketCloudError && error.status === 404) {
      return 'deleted';
    }
    if (error instanceof BitbucketCloudError && error.status === 403) {
      return 'unknown';
    }
    throw error;
  }
}

/** @returns undefined if Bitbucket responds with 403, or with 404 for a project that was just deleted */
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
