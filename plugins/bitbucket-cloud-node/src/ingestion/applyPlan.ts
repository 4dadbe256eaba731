import { CustomErrorBase } from '@backstage/errors';
import { type EntityProviderConnection } from '@backstage/plugin-catalog-node';
import { type EntityRecord, type EntityRecords } from './EntityRecords';
import { type ChangePlan } from './planChanges';
import { type WantedEntity } from './WantedEntity';

/**
 * Maximum number of new entities in one mutation. If there are more, the run sends the others first.
 * PostgreSQL checks each new row of a transaction against all its other rows, so 50,000 rows take
 * minutes, during which all other writes to the catalog wait.
 */
const NEWCOMERS_AT_ONCE = 1000;

/**
 * What {@link applyPlan} changes.
 *
 * @public
 */
export interface ApplyPlanTarget {
  /** The connection of the provider. */
  connection: EntityProviderConnection;
  /** The catalog only changes entities with this key. */
  locationKey: string;
  /** The records of the provider. */
  records: Pick<EntityRecords, 'begin' | 'complete'>;
  /**
   * Returns the keys that have these refs, if a name can pass from one key to another. The run then
   * first removes the entity of the other key, with all that the catalog has read from it.
   */
  findOwners?(refs: string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Stops before the next mutation. */
  signal?: AbortSignal;
}

/**
 * A run that failed after it had sent some of many new entities.
 *
 * @public
 */
export class PartlyDoneError extends CustomErrorBase {
  /** {@inheritDoc @backstage/errors#CustomErrorBase.name} */
  name = 'PartlyDoneError' as const;
}

/**
 * Sends the differences to the catalog in one mutation, so that all or none of them apply. Only many new
 * entities are sent in groups.
 *
 * The records are written before and after, so that the next run continues after a failure at any point.
 *
 * @param before - the records before the run, by key
 * @throws PartlyDoneError if it failed after some of many new entities
 *
 * @public
 */
export async function applyPlan(
  plan: ChangePlan,
  before: ReadonlyMap<string, EntityRecord>,
  target: ApplyPlanTarget,
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
      await send({ entities: group, removed: [] }, progress, target);
      done += NEWCOMERS_AT_ONCE;
    }
    const entities = [...added.slice(done), ...changed];
    await send({ entities, removed: plan.removed }, progress, target);
  } catch (error) {
    if (done === 0 || target.signal?.aborted) {
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
  { connection, locationKey, records, signal, findOwners }: ApplyPlanTarget,
): Promise<void> {
  if (entities.length + removed.length === 0) {
    return;
  }
  // Also aborts if another instance has taken over since then.
  signal?.throwIfAborted();

  const renamed = entities.flatMap(({ key }) => {
    const record = before.get(key);
    return record && record.state !== 'gone' ? [record] : [];
  });
  const leaving = [...removed, ...renamed].filter(
    record => !wanted.has(record.entity_ref),
  );
  const owners = await findOwners?.([
    ...leaving.map(record => record.entity_ref),
    ...entities.map(({ entityRef }) => entityRef),
  ]);
  const isOfOther = (ref: string, key: string) =>
    owners?.get(ref)?.some(each => each !== key) === true;
  const removedRefs = leaving
    .filter(({ key, entity_ref }) => !isOfOther(entity_ref, key))
    .map(record => record.entity_ref);
  const taken = entities
    .filter(({ key, entityRef }) => isOfOther(entityRef, key))
    .map(({ entityRef }) => entityRef);

  await records.begin([
    ...entities.map(({ key, name, entityRef }) => ({
      key,
      name,
      entity_ref: entityRef,
    })),
    ...removed.map(({ key, name, entity_ref }) => ({ key, name, entity_ref })),
  ]);
  if (taken.length > 0) {
    await connection.applyMutation({
      type: 'delta',
      added: [],
      removed: taken.map(entityRef => ({ entityRef, locationKey })),
    });
  }
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
