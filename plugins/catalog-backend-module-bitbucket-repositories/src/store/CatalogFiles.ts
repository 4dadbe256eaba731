import {
  type BitbucketRepository,
  inChunks,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Knex } from 'knex';
import { digestOf, slugOf } from '../model/locationEntity';

/** The table of {@link CatalogFiles}. */
export const FILES_TABLE = 'bitbucket_repositories_files';

/** One row of the table. */
export interface FileRow {
  provider_id: string;
  uuid: string;
  path: string;
  slug: string;
  target: string;
  target_hash: string;
  content: string;
  digest: string;
  read_at: number | string;
}

/** The identity of a file, and its address on Bitbucket's pages. */
export interface FileAddress {
  /** Of the repository. */
  uuid: string;
  path: string;
  /** The slugs of the workspace and the repository. */
  slug: string;
  target: string;
}

/** The content of a file. */
export interface FileContent extends FileAddress {
  content: string;
  /** When Bitbucket was asked about the repository, in milliseconds since 1970. */
  readAt: number;
}

/** Stores the last content of every catalog file of a provider, for all instances of the backend. */
export class CatalogFiles {
  /** @param allProviderIds - of all configured providers */
  constructor(
    private readonly knex: Knex,
    private readonly providerId: string,
    private readonly allProviderIds: readonly string[] = [providerId],
  ) {}

  /** Returns the addresses of the files of repositories. */
  async find(uuids: readonly string[]): Promise<FileAddress[]> {
    const found: FileAddress[] = [];
    for (const chunk of inChunks(uuids)) {
      found.push(
        ...(await this.#rows()
          .whereIn('uuid', chunk)
          .select('uuid', 'path', 'slug', 'target')),
      );
    }
    return found;
  }

  /**
   * Finds files at the addresses of repositories that belong to other repositories, of any provider.
   *
   * @returns the uuids of the other repositories, by the uuid of the repository
   */
  async findHolders(
    repositories: readonly BitbucketRepository[],
  ): Promise<Map<string, string[]>> {
    const bySlug = new Map(
      repositories.map(each => [slugOf(each), each.uuid] as const),
    );
    const holders = new Map<string, string[]>();
    for (const chunk of inChunks([...bySlug.keys()])) {
      const rows = await this.knex<FileRow>(FILES_TABLE)
        .whereIn('provider_id', this.allProviderIds)
        .whereIn('slug', chunk)
        .distinct('uuid', 'slug');
      for (const { slug, uuid } of rows) {
        const taker = bySlug.get(slug);
        if (taker !== undefined && taker !== uuid) {
          holders.set(taker, [...(holders.get(taker) ?? []), uuid]);
        }
      }
    }
    return holders;
  }

  /**
   * Stores a file, unless its content from a later read is stored already.
   *
   * @returns whether the content changed
   */
  async save(file: FileContent): Promise<boolean> {
    const { content, path, readAt, slug, target, uuid } = file;
    const digest = digestOf(content);
    return this.knex.transaction(async tx => {
      const row = { provider_id: this.providerId, uuid, path };
      const [before] = await tx<FileRow>(FILES_TABLE).where(row).forUpdate();
      if (before && Number(before.read_at) > readAt) {
        return false;
      }
      const isSame = before?.digest === digest;
      await tx<FileRow>(FILES_TABLE)
        .insert({
          ...row,
          slug,
          target,
          target_hash: digestOf(target),
          content,
          digest,
          read_at: readAt,
        })
        .onConflict(['provider_id', 'uuid', 'path'])
        .merge();
      return !isSame;
    });
  }

  /** Stores the address of a file whose repository was renamed, unless a later one is stored. */
  async move({
    path,
    readAt,
    slug,
    target,
    uuid,
  }: Omit<FileContent, 'content'>): Promise<void> {
    await this.#rows()
      .where({ uuid, path })
      .where('read_at', '<=', readAt)
      .update({
        slug,
        target,
        target_hash: digestOf(target),
        read_at: readAt,
      });
  }

  /** Deletes a file that no longer exists. */
  async remove({
    path,
    uuid,
  }: Pick<FileAddress, 'uuid' | 'path'>): Promise<void> {
    await this.#rows().where({ uuid, path }).delete();
  }

  #rows() {
    return this.knex<FileRow>(FILES_TABLE).where({
      provider_id: this.providerId,
    });
  }
}
