import { DatabaseService } from '@backstage/backend-plugin-api';

/** As many bytes as 50 entities with the largest definition that an API may have. */
const PAGE_BYTES = 50 * 512 * 1024;
const SMALLEST_PAGE = 50;
const LARGEST_PAGE = 1_000;
const VALID_MS = 10_000;

/** How many entities the catalog can read at once. */
export interface PageSizes {
  /** For different entities. `Infinity` if it can read the whole catalog at once. */
  different: number;
  /** For a page that can have the same entity several times. */
  repeated: number;
}

/**
 * Finds out how many entities the catalog can read, parse and keep in memory at once, whichever they are: at
 * most 25 MiB, and at most 1,000 of them. 50 are always allowed.
 *
 * A catalog of small entities reads its pages as before. One large entity costs nothing, and many of them make
 * the pages smaller.
 *
 * @seam The table of the entities. PostgreSQL knows the length of a text without reading it:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/service/DefaultEntitiesCatalog.ts
 */
export class EntitySizes {
  readonly #database: DatabaseService;
  #sizes: Promise<PageSizes> | undefined;
  #validUntil = 0;

  constructor(database: DatabaseService) {
    this.#database = database;
  }

  /** The sizes are at most ten seconds old. */
  read(): Promise<PageSizes> {
    if (!this.#sizes || Date.now() > this.#validUntil) {
      this.#validUntil = Date.now() + VALID_MS;
      const sizes = this.#measure();
      this.#sizes = sizes;
      sizes.catch(() => {
        this.#sizes = undefined;
      });
    }
    return this.#sizes;
  }

  async #measure(): Promise<PageSizes> {
    const knex = await this.#database.getClient();
    const rows = await knex('final_entities')
      .whereNotNull('final_entity')
      .select({ bytes: knex.raw('octet_length(final_entity)') })
      .orderBy('bytes', 'desc')
      .limit(LARGEST_PAGE + 1);
    return toPageSizes(rows.map(({ bytes }) => Number(bytes)));
  }
}

/** The bytes of the largest entities, in descending order. */
function toPageSizes(largest: number[]): PageSizes {
  let bytes = 0;
  const fitting = largest.findIndex(size => (bytes += size) > PAGE_BYTES);
  const isWhole = fitting === -1 && largest.length <= LARGEST_PAGE;
  return {
    different: isWhole
      ? Infinity
      : clamp(fitting === -1 ? LARGEST_PAGE : fitting),
    repeated: clamp(Math.floor(PAGE_BYTES / (largest[0] ?? 1))),
  };
}

function clamp(size: number): number {
  return Math.min(LARGEST_PAGE, Math.max(SMALLEST_PAGE, size));
}
