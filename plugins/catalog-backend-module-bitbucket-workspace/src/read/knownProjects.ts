import {
  type BitbucketWorkspace,
  type EntityRecord,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { isProjectKey, projectKeyOf, WORKSPACE_KEY } from '../model/entityKeys';
import { type ProjectWithPeople } from './readProjects';

/** Returns the keys of the project records, with the project keys that earlier runs read. */
export function knownProjects(
  records: ReadonlyMap<string, EntityRecord>,
  subjects: ReadonlyMap<string, string>,
): Map<string, string | undefined> {
  return new Map(
    [...records.values()]
      .filter(({ key, state }) => isProjectKey(key) && state !== 'gone')
      .map(({ key }) => [key, subjects.get(key)]),
  );
}

/** Returns the subjects to store after a run has read the Groups, without those already stored. */
export function findNewSubjects(
  known: ReadonlyMap<string, string>,
  read: { workspace: BitbucketWorkspace; projects?: ProjectWithPeople[] },
): Map<string, string> {
  const projects = (read.projects ?? []).map(
    ({ project }) => [projectKeyOf(project.uuid), project.key] as const,
  );
  return new Map(
    [[WORKSPACE_KEY, read.workspace.uuid] as const, ...projects].filter(
      ([key, value]) => known.get(key) !== value,
    ),
  );
}
