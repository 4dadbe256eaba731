import {
  type BitbucketRepository,
  inChunks,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Knex } from 'knex';

/** The table of {@link SeenRepositories}. */
export const SEEN_TABLE = 'bitbucket_repositories_seen';

/** In place of the id of a run: an event updated the repository. */
export const EVENT = 'event';
/** A run that began later lists the repository again, or removes it. */
const EARLIER_EVENT = 'earlier event';

interface SeenRow {
  provider_id: string;
  uuid: string;
  repository: string;
  version: string;
  run_id: string;
}

/** A repository that a provider has read. */
export interface SeenRepository {
  repository: BitbucketRepository;
  /** If it differs, the files must be read again. */
  version: string;
}

/** Stores the repositories that a provider has read, for all instances of the backend. */
export class SeenRepositories {
  constructor(
    private readonly knex: Knex,
    private readonly providerId: string,
  ) {}

  /** Returns the repositories with these uuids, by uuid. */
  async find(uuids: readonly string[]): Promise<Map<string, SeenRepository>> {
    const found = new Map<string, SeenRepository>();
    for (const chunk of inChunks(uuids)) {
      const rows = await this.#rows().whereIn('uuid', chunk);
      rows.forEach(row => found.set(row.uuid, toSeen(row)));
    }
    return found;
  }

  /** Begins a run: from now on, events update repositories that the run may have listed already. */
  async beginRun(): Promise<void> {
    await this.#rows()
      .where({ run_id: EVENT })
      .update({ run_id: EARLIER_EVENT });
  }

  /** Stores repositories after their files were read and sent. */
  async save(runId: string, repositories: SeenRepository[]): Promise<void> {
    const rows = repositories.map(({ repository, version }) => ({
      provider_id: this.providerId,
      uuid: repository.uuid,
      repository: JSON.stringify(repository),
      version,
      run_id: runId,
    }));
    for (const chunk of inChunks(rows)) {
      await this.knex<SeenRow>(SEEN_TABLE)
        .insert(chunk)
        .onConflict(['provider_id', 'uuid'])
        .merge();
    }
  }

  /** Marks unchanged repositories as listed by a run. */
  async mark(runId: string, uuids: readonly string[]): Promise<void> {
    for (const chunk of inChunks(uuids)) {
      await this.#rows().whereIn('uuid', chunk).update({ run_id: runId });
    }
  }

  /** Returns the repositories that a complete run did not list, and that no event updated since it began. */
  async missingFrom(runId: string): Promise<SeenRepository[]> {
    const rows = await this.#rows().whereNotIn('run_id', [runId, EVENT]);
    return rows.map(toSeen);
  }

  /** Returns those of these repositories that an event updated since the run began. */
  async updatedByEvents(uuids: readonly string[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (const chunk of inChunks(uuids)) {
      const updated = await this.#rows()
        .whereIn('uuid', chunk)
        .where({ run_id: EVENT })
        .pluck<string[]>('uuid');
      updated.forEach(uuid => found.add(uuid));
    }
    return found;
  }

  /** Returns the uuid of the workspace of the repositories, or undefined before the first run. */
  async anyWorkspace(): Promise<string | undefined> {
    const row = await this.#rows().first();
    return row && toSeen(row).repository.workspace.uuid;
  }

  /** Deletes repositories that no longer exist, or that the filters exclude. */
  async forget(uuids: readonly string[]): Promise<void> {
    for (const chunk of inChunks(uuids)) {
      await this.#rows().whereIn('uuid', chunk).delete();
    }
  }

  #rows() {
    return this.knex<SeenRow>(SEEN_TABLE).where({
      provider_id: this.providerId,
    });
  }
}

function toSeen({ repository, version }: SeenRow): SeenRepository {
  return { repository: JSON.parse(repository), version };
}
