import { BitbucketWorkspace } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { Knex } from 'knex';
import { inChunks, SubjectRow } from '../store/database';
import { isProjectKey, projectKeyOf, WORKSPACE_KEY } from '../model/entityKeys';
import { EntityRecord } from '../store/EntityRecords';
import { ProjectWithPeople } from '../read/readProjects';

export const SUBJECTS_TABLE = 'bitbucket_workspace_subjects';

/**
 * Stores how Bitbucket identified the subjects of Groups, for all instances of the backend: the uuid of
 * the workspace and the key of each project, by the key of the record.
 *
 * This allows the check of a later response that contradicts it, or lacks a project.
 */
export class GroupSubjects {
  constructor(
    private readonly knex: Knex,
    private readonly providerId: string,
  ) {}

  async read(): Promise<Map<string, string>> {
    const rows = await this.knex<SubjectRow>(SUBJECTS_TABLE).where({
      provider_id: this.providerId,
    });
    return new Map(rows.map(({ key, value }) => [key, value]));
  }

  async save(subjects: ReadonlyMap<string, string>) {
    await this.knex.transaction(async tx => {
      const rows = [...subjects].map(([key, value]) => ({
        provider_id: this.providerId,
        key,
        value,
      }));
      for (const chunk of inChunks(rows)) {
        await tx<SubjectRow>(SUBJECTS_TABLE)
          .insert(chunk)
          .onConflict(['provider_id', 'key'])
          .merge();
      }
    });
  }
}

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
