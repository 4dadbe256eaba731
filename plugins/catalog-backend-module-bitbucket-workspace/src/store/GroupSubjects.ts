import { type Knex } from 'knex';
import { inChunks } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type SubjectRow } from './database';

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
