import { CustomErrorBase } from '@backstage/errors';
import { type EntityRecord } from '../store/EntityRecords';
import { locationOf } from '../model/location';
import { type WantedEntity } from '../model/WantedEntity';
import { type ChangePlan } from '../plan/planChanges';
import { type RunContext } from '../context/RunContext';

/**
 * Maximum number of new entities in one mutation. If there are more, the run sends the others first.
 * PostgreSQL checks each new row of a transaction against all its other rows, so 50,000 rows take
 * minutes, during which all other writes to the catalog wait.
 */
const NEWCOMERS_AT_ONCE = 1000;

/** A run that failed after it had sent some of many new entities. */
export class PartlyDoneError extends CustomErrorBase {
  name = 'PartlyDoneError' as const;
}

/**
 * Sends the differences to the catalog in one mutation, so that all or none of them apply. Only many new
 * entities are sent in groups.
 *
 * The records are written before and after, so that the next run continues after a failure at any point.
 */
export async function applyPlan(
  plan: ChangePlan,
  before: ReadonlyMap<string, EntityRecord>,
  context: RunContext,
): Promise<void> {
  const isRenamed = ({ key, entityRef }: WantedEntity) =>
    before.get(key)?.entity_ref !== entityRef;
  // An entity with another ref is a new entity for the catalog.
  const added = [...plan.added, ...plan.changed.filter(isRenamed)];
  const changed = plan.changed.filter(each => !isRenamed(each));
  const progress = {
    before,
    wanted: new Set([...added, ...changed].map(({ entityRef }) => entityRef)),
  };
  let done = 0;
  try {
    while (added.length - done > NEWCOMERS_AT_ONCE) {
      const group = added.slice(done, done + NEWCOMERS_AT_ONCE);
      await send({ entities: group, removed: [] }, progress, context);
      done += NEWCOMERS_AT_ONCE;
    }
    const entities = [...added.slice(done), ...changed];
    await send({ entities, removed: plan.removed }, progress, context);
  } catch (error) {
    if (done === 0 || context.signal?.aborted) {
      throw error;
    }
    throw new PartlyDoneError(
      `${done} of ${added.length} newcomers are in the catalog, and the next run goes on`,
      error,
    );
  }
}

async function send(
  { entities, removed }: { entities: WantedEntity[]; removed: EntityRecord[] },
  {
    before,
    wanted,
  }: {
    before: ReadonlyMap<string, EntityRecord>;
    /** The refs that the whole run sends: no removal may affect one of them. */
    wanted: ReadonlySet<string>;
  },
  { config, connection, records, signal }: RunContext,
): Promise<void> {
  if (entities.length + removed.length === 0) {
    return;
  }
  // Also aborts if another instance has taken over since then.
  signal?.throwIfAborted();

  const locationKey = locationOf(config.id);
  const renamed = entities.flatMap(({ key }) => {
    const record = before.get(key);
    return record && record.state !== 'gone' ? [record] : [];
  });
  const removedRefs = [...removed, ...renamed]
    .map(record => record.entity_ref)
    .filter(ref => !wanted.has(ref));

  await records.begin([
    ...entities.map(({ key, name, entityRef }) => ({
      key,
      name,
      entity_ref: entityRef,
    })),
    ...removed.map(({ key, name, entity_ref }) => ({ key, name, entity_ref })),
  ]);
  await connection.applyMutation({
    type: 'delta',
    added: entities.map(({ entity }) => ({ entity, locationKey })),
    removed: removedRefs.map(entityRef => ({ entityRef, locationKey })),
  });
  await records.complete({
    present: entities.map(({ key, name, entityRef, digest }) => ({
      key,
      name,
      entity_ref: entityRef,
      digest,
    })),
    gone: removed.map(({ key }) => key),
  });
}
