import { locationOf } from './location';
import { ChangePlan } from './planChanges';
import { EntityRecord } from './EntityRecords';
import { RunContext } from './runContext';

/**
 * Sends the catalog what is different, in one mutation: all of it or nothing.
 *
 * The records are written before and after, so that the next run goes on wherever this one broke.
 */
export async function applyPlan(
  plan: ChangePlan,
  before: ReadonlyMap<string, EntityRecord>,
  { config, connection, records, signal }: RunContext,
): Promise<void> {
  const sent = [...plan.added, ...plan.changed];
  if (sent.length + plan.removed.length === 0) {
    return;
  }
  // Also where another instance has taken over meanwhile.
  signal?.throwIfAborted();

  const locationKey = locationOf(config.id);
  const sentRefs = new Set(sent.map(({ entityRef }) => entityRef));
  const renamed = plan.changed.flatMap(({ key }) => before.get(key) ?? []);
  const removedRefs = [...plan.removed, ...renamed]
    .map(record => record.entity_ref)
    .filter(ref => !sentRefs.has(ref));

  await records.begin([
    ...sent.map(({ key, name, entityRef }) => ({
      key,
      name,
      entity_ref: entityRef,
    })),
    ...plan.removed.map(({ key, name, entity_ref }) => ({
      key,
      name,
      entity_ref,
    })),
  ]);
  await connection.applyMutation({
    type: 'delta',
    added: sent.map(({ entity }) => ({ entity, locationKey })),
    removed: removedRefs.map(entityRef => ({ entityRef, locationKey })),
  });
  await records.complete({
    present: sent.map(({ key, name, entityRef, digest }) => ({
      key,
      name,
      entity_ref: entityRef,
      digest,
    })),
    gone: plan.removed.map(({ key }) => key),
  });
}
