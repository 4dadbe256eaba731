import { type EntityRecord } from './EntityRecords';
import { type WantedEntity } from './WantedEntity';

/**
 * The changes to the catalog.
 *
 * @public
 */
export interface ChangePlan {
  /** Entities that the catalog does not have. */
  added: WantedEntity[];
  /** Entities that differ from those that were sent before. */
  changed: WantedEntity[];
  /** Entities that the catalog should no longer contain. */
  removed: EntityRecord[];
  /** How many entities stay as they are. */
  unchanged: number;
}

/**
 * Compares the wanted entities with those that were sent to the catalog. It drops unchanged entities one
 * by one, so that memory never contains all of them.
 *
 * @param options - `keep`: returns whether a record remains although no entity is wanted for it;
 * `missing`: refs that were sent, but that the catalog does not contain; `onWanted`: called for each
 * wanted entity
 *
 * @public
 */
export async function planChanges(
  wanted: AsyncIterable<WantedEntity> | Iterable<WantedEntity>,
  records: ReadonlyMap<string, EntityRecord>,
  options: {
    keep?: (key: string) => boolean;
    missing?: ReadonlySet<string>;
    onWanted?(wanted: WantedEntity): void;
  } = {},
): Promise<ChangePlan> {
  const plan: ChangePlan = {
    added: [],
    changed: [],
    removed: [],
    unchanged: 0,
  };
  const seen = new Set<string>();
  for await (const each of wanted) {
    seen.add(each.key);
    options.onWanted?.(each);
    const record = records.get(each.key);
    const isThere = record !== undefined && record.state !== 'gone';
    const isSame =
      record?.state === 'present' &&
      record.digest === each.digest &&
      record.entity_ref === each.entityRef &&
      !options.missing?.has(each.entityRef);
    if (isSame) {
      plan.unchanged += 1;
    } else {
      (isThere ? plan.changed : plan.added).push(each);
    }
  }
  for (const record of records.values()) {
    const { key, state } = record;
    if (state !== 'gone' && !seen.has(key)) {
      if (options.keep?.(key)) {
        plan.unchanged += 1;
      } else {
        plan.removed.push(record);
      }
    }
  }
  return plan;
}
