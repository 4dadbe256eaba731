import {
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { describeRemedy, formatCount, type Limits } from '../limits/limits';
import { createLocationKey } from '../locationKey/createLocationKey';
import { type StoredEntities } from '../locationKey/StoredEntities';
import { isChained } from './locationDepth';

/**
 * Limits the entities of all Locations in the chains below a registered location. Each Location of a chain can list
 * 100 files, so a chain of ten Locations would have no limit.
 *
 * @param lister - the Location whose files contain the entities
 * @param count - the entities of these files
 * @throws InputError above the limit. The catalog then keeps the entities of the last reading.
 */
export async function assertChainedEntities(
  lister: Entity,
  count: number,
  { limits, stored }: { limits: Limits; stored: StoredEntities },
): Promise<void> {
  const origin = lister.metadata.annotations?.[ANNOTATION_ORIGIN_LOCATION];
  if (!origin || !isChained(lister)) {
    return;
  }
  const most = limits['location.chained'];
  const others = await stored.countOthers(
    origin,
    createLocationKey(lister, origin),
  );
  if (others + count > most) {
    throw new InputError(
      `All Locations below the registered location have more than ${formatCount(
        most,
      )} entities. ${describeRemedy(
        'location.chained',
        'Register some of their files as locations of their own.',
      )}`,
    );
  }
}
