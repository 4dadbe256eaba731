/**
 * A second file that defines an entity of the catalog. The first file keeps it.
 *
 * @public
 */
export interface BitbucketEntityConflict {
  /** URL of the file that keeps the entity, or the name of another source. */
  keptBy: string;
  /** URL of the file that the catalog does not use. */
  refused: string;
  /** ISO 8601: when the catalog last read the second file. */
  seenAt: string;
}

/**
 * The response of `GET /api/catalog/bitbucket/conflicts/:kind/:namespace/:name`. It requires permission to read
 * the entity.
 *
 * @public
 */
export interface BitbucketEntityConflictsResponse {
  conflicts: BitbucketEntityConflict[];
}
