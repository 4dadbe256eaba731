import { BitbucketWorkspace } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { isProjectKey, projectKeyOf, WORKSPACE_KEY } from '../model/entityKeys';
import { EntityRecord } from '../store/EntityRecords';
import { ProjectWithPeople } from './readProjects';

/** The keys of the records of projects, with the keys of the projects where earlier runs read them. */
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

/** What is to be saved after a run has read the Groups; without what is known already. */
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
