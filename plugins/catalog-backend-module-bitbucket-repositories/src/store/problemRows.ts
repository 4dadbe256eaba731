import { digestOf } from '../model/locationEntity';

/** A problem that the catalog has with an entity in a file. */
export interface CatalogProblem {
  kind: 'error' | 'conflict';
  entityRef: string;
  /** The URL of the file. */
  target: string;
  message: string;
  /** Conflict: the key of the source that is refused. */
  locationKey?: string;
}

/** A problem that still exists. Times are in milliseconds since 1970. */
export interface StoredProblem extends CatalogProblem {
  /** Conflict: the entity that the catalog processed, if it is known. */
  processedBy?: string;
  since: number;
  seenAt: number;
}

/** A row of the table of problems. */
export interface ProblemRow {
  kind: CatalogProblem['kind'];
  entity_ref: string;
  target_hash: string;
  target: string;
  message: string;
  location_key: string | null;
  processed_by: string | null;
  result_hash: string | null;
  since: number | string;
  seen_at: number | string;
  retries: number;
}

/** What decides about a problem, of a row of the catalog's table `refresh_state`. */
export interface CatalogRow {
  entity_ref: string;
  location_key: string | null;
  result_hash: string | null;
  errors: string | null;
}

/** Whether the problem still exists. */
export function isCurrent(
  row: ProblemRow,
  catalog: ReadonlyMap<string, CatalogRow>,
): boolean {
  const entity = catalog.get(row.entity_ref);
  if (!entity) {
    return false;
  }
  if (row.kind === 'error') {
    return !['', '[]'].includes(entity.errors ?? '');
  }
  return (
    entity.location_key !== row.location_key &&
    (row.result_hash === null ||
      (row.processed_by !== null &&
        catalog.get(row.processed_by)?.result_hash === row.result_hash))
  );
}

/** Whether the catalog refused the entity in the last result of the second file, and no source has it now. */
export function isRefused(
  { entity_ref, kind, processed_by, result_hash }: ProblemRow,
  catalog: ReadonlyMap<string, CatalogRow>,
): boolean {
  return (
    kind === 'conflict' &&
    !catalog.has(entity_ref) &&
    processed_by !== null &&
    catalog.get(processed_by)?.result_hash === result_hash
  );
}

/** Returns the key by which the catalog finds what it processed from a file. It shortens long keys. */
export function refreshKeyOf(target: string): string {
  const key = `url:${target}`;
  return key.length > 255
    ? `${key.slice(0, 180)}#sha256:${digestOf(key)}`
    : key;
}

/** Returns the problem of a row. */
export function toProblem(row: ProblemRow): StoredProblem {
  return {
    kind: row.kind,
    entityRef: row.entity_ref,
    target: row.target,
    message: row.message,
    locationKey: row.location_key ?? undefined,
    processedBy: row.processed_by ?? undefined,
    since: Number(row.since),
    seenAt: Number(row.seen_at),
  };
}
