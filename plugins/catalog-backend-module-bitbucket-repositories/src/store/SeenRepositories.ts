import {
  type BitbucketRepository,
  inChunks,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Knex } from 'knex';
import { slugOf } from '../model/locationEntity';

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
  asked_at: number | string;
}

/** A repository that a provider has read. */
export interface SeenRepository {
  repository: BitbucketRepository;
  /** If it differs, the files must be read again. */
  version: string;
  /** When Bitbucket was asked about the repository, in milliseconds since 1970. */
  askedAt: number;
}

/** Stores the repositories that a provider has read, for all instances of the backend. */
export class SeenRepositories {
  /** @param allProviderIds - of all configured providers */
  constructor(
    private readonly knex: Knex,
    private readonly providerId: string,
    private readonly allProviderIds: readonly string[] = [providerId],
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

  /** Returns all repositories. */
  async all(): Promise<SeenRepository[]> {
    return (await this.#rows()).map(toSeen);
  }

  /**
   * Finds the repositories, of any provider, that had the addresses of others when they were read last. A repository is
   * stored after its Locations have their new URLs, so until then another one must not use its earlier address.
   *
   * @returns the uuids of the other repositories, by the uuid of the repository
   */
  async findHolders(
    repositories: readonly BitbucketRepository[],
  ): Promise<Map<string, string[]>> {
    const before = await this.find(repositories.map(({ uuid }) => uuid));
    const bySlug = new Map(
      repositories
        .filter(each => {
          const known = before.get(each.uuid)?.repository;
          return !known || slugOf(known) !== slugOf(each);
        })
        .map(each => [slugOf(each), each.uuid] as const),
    );
    const holders = new Map<string, string[]>();
    const rows =
      bySlug.size > 0
        ? await this.knex<SeenRow>(SEEN_TABLE)
            .whereIn('provider_id', this.allProviderIds)
            .select('repository')
        : [];
    for (const row of rows) {
      const other: BitbucketRepository = JSON.parse(row.repository);
      const { uuid } = other;
      const taker = bySlug.get(slugOf(other));
      if (taker !== undefined && taker !== uuid) {
        holders.set(taker, [...(holders.get(taker) ?? []), uuid]);
      }
    }
    return holders;
  }

  /** Begins a run: from now on, events update repositories that the run may have listed already. */
  async beginRun(): Promise<void> {
    await this.#rows()
      .where({ run_id: EVENT })
      .update({ run_id: EARLIER_EVENT });
  }

  /**
   * Stores new repositories before anything else about them, so that the next run removes what remains if
   * this one fails and the repository then disappears.
   */
  async begin(runId: string, repositories: SeenRepository[]): Promise<void> {
    const rows = repositories.map(each => this.#toRow(runId, each));
    for (const chunk of inChunks(rows)) {
      await this.knex<SeenRow>(SEEN_TABLE)
        .insert(chunk.map(row => ({ ...row, version: '' })))
        .onConflict(['provider_id', 'uuid'])
        .ignore();
    }
  }

  /** Stores repositories after their files were read and sent, unless a later response is stored. */
  async save(runId: string, repositories: SeenRepository[]): Promise<void> {
    const rows = repositories.map(each => this.#toRow(runId, each));
    for (const chunk of inChunks(rows)) {
      await this.knex<SeenRow>(SEEN_TABLE)
        .insert(chunk)
        .onConflict(['provider_id', 'uuid'])
        .merge()
        .whereRaw('?? <= ??', [`${SEEN_TABLE}.asked_at`, 'excluded.asked_at']);
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

  #toRow(
    runId: string,
    { askedAt, repository, version }: SeenRepository,
  ): SeenRow {
    return {
      provider_id: this.providerId,
      uuid: repository.uuid,
      repository: JSON.stringify(repository),
      version,
      run_id: runId,
      asked_at: askedAt,
    };
  }

  #rows() {
    return this.knex<SeenRow>(SEEN_TABLE).where({
      provider_id: this.providerId,
    });
  }
}

function toSeen({ asked_at, repository, version }: SeenRow): SeenRepository {
  return {
    repository: JSON.parse(repository),
    version,
    askedAt: Number(asked_at),
  };
}
