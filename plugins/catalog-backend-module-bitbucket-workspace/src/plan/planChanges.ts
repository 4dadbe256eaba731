import { WantedEntity } from '../model/WantedEntity';
import { EntityRecord } from '../store/EntityRecords';
import { membersOf } from '../model/membersOf';

/** What has to be done to the catalog. */
export interface ChangePlan {
  added: WantedEntity[];
  changed: WantedEntity[];
  removed: EntityRecord[];
  unchanged: number;
  /** The members of all Groups that are wanted, by key. */
  members: Map<string, string[]>;
}

/**
 * Compares what is wanted with what the catalog was sent. Entities that stay as they are are dropped
 * one by one, so that never all of them are in memory.
 *
 * @param keep - whether a record stays although nobody wants it
 * @param missing - refs that the catalog does not have although they were sent
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
