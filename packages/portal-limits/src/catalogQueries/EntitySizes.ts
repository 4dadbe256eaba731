import { type DatabaseService } from '@backstage/backend-plugin-api';

/** The total size of 50 entities with API definitions of the maximum size. */
const PAGE_BYTES = 50 * 512 * 1024;
const SMALLEST_PAGE = 50;
const LARGEST_PAGE = 1_000;
const VALID_MS = 10_000;

/** How many entities the catalog can read at once. */
export interface PageSizes {
  /** For different entities. `Infinity` if the catalog can read all its entities at once. */
  different: number;
  /** For a page that can contain the same entity several times. */
  repeated: number;
}

/**
 * Returns how many entities, of any size, the catalog can read, parse and hold in memory at once: at
 * most 25 MiB, and at most 1,000 entities. 50 are always allowed.
 *
 * Pages of a catalog with small entities keep their size. One large entity changes nothing, and many
 * large entities make the pages smaller.
 *
 * @seam The table of the entities. PostgreSQL stores the length of a text separately, so it need not
 * read the text:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/service/DefaultEntitiesCatalog.ts
 */
export class EntitySizes {
  readonly #database: DatabaseService;
  #sizes: Promise<PageSizes> | undefined;
  #validUntil = 0;

  constructor(database: DatabaseService) {
    this.#database = database;
  }

  /** Returns sizes that are at most ten seconds old. */
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

/** @param largest - the bytes of the largest entities, in descending order */
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
