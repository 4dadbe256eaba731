/**
 * A second file that defines an entity of the catalog. The first file keeps it.
 *
 * @public
 */
export interface BitbucketEntityConflict {
  /** Full reference of the entity that both files define. */
  entityRef: string;
  /** URL of the file that keeps the entity, or the name of another source. */
  keptBy: string;
  /** URL of the file that the catalog does not use. */
  refused: string;
  /** ISO 8601: when the catalog found the conflict last. It does not repeat it while the second file stays the same. */
  seenAt: string;
}

/**
 * The conflicts about an entity. For a Location, also those about the entities of its files.
 *
 * The response of `GET /api/catalog/bitbucket/conflicts/:kind/:namespace/:name`. It requires permission to read
 * the entity.
 *
 * @public
 */
export interface BitbucketEntityConflictsResponse {
  /** Sorted by the URL of the second file. */
  conflicts: BitbucketEntityConflict[];
}
