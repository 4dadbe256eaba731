import { type Knex } from 'knex';
import { digestOf } from '../model/locationEntity';
import { FILES_TABLE, type FileRow } from './CatalogFiles';

/** What is stored of a file, besides its content. */
export type StoredFile = Pick<FileRow, 'digest' | 'slug' | 'uuid'>;

/**
 * Finds stored files by their address on Bitbucket's pages. After renames, two files can have the same
 * address until the run ends; the latest counts. Files of providers that are no longer configured do
 * not count, because no run updates them.
 */
export class StoredFiles {
  /** @param providerIds - of all configured providers */
  constructor(
    private readonly knex: Knex,
    private readonly providerIds: readonly string[],
  ) {}

  async find(target: string): Promise<StoredFile | undefined> {
    return this.#latestAt(target).first('digest', 'slug', 'uuid');
  }

  async read(
    target: string,
  ): Promise<Pick<FileRow, 'content' | 'digest'> | undefined> {
    return this.#latestAt(target).first('content', 'digest');
  }

  #latestAt(target: string) {
    return this.knex<FileRow>(FILES_TABLE)
      .where({ target_hash: digestOf(target) })
      .whereIn('provider_id', this.providerIds)
      .orderBy('read_at', 'desc');
  }
}
