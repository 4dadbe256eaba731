import { type WantedEntity } from '../model/WantedEntity';
import { type EntityRecord } from '../store/EntityRecords';
import { membersOf } from '../model/membersOf';

/** The changes to the catalog. */
export interface ChangePlan {
  added: WantedEntity[];
  changed: WantedEntity[];
  removed: EntityRecord[];
  unchanged: number;
  /** The members of all wanted Groups, by key. */
  members: Map<string, string[]>;
}

/**
 * Compares the wanted entities with those that were sent to the catalog. It drops unchanged entities one
 * by one, so that memory never contains all of them.
 *
 * @param keep - returns whether a record remains although no entity is wanted for it
 * @param missing - refs that were sent, but that the catalog does not contain
 */
export async function planChanges(
  wanted: AsyncIterable<WantedEntity> | Iterable<WantedEntity>,
  records: ReadonlyMap<string, EntityRecord>,
  options: {
    keep?: (key: string) => boolean;
    missing?: ReadonlySet<string>;
  } = {},
): Promise<ChangePlan> {
  const plan: ChangePlan = {
    added: [],
    changed: [],
    removed: [],
    unchanged: 0,
    members: new Map(),
  };
  const seen = new Set<string>();
  for await (const each of wanted) {
    seen.add(each.key);
    if (each.entity.kind === 'Group') {
      plan.members.set(each.key, membersOf(each.entity));
    }
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
