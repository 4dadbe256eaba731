import { buildEntities } from '../entities/buildEntities';
import { type BuildEntitiesOptions } from '../entities/BuildEntitiesOptions';
import { keepUnreadable } from './compareWithCatalog';
import {
  createNamingEvents,
  type NamingEvents,
} from '../entities/namingEvents';
import { type ChangePlan, planChanges } from './planChanges';
import { RefClaims } from '../entities/RefClaims';
import { type RunContext } from '../context/RunContext';

/** Compares the lists from Bitbucket with the catalog. */
export async function planEntities(
  context: RunContext,
  read: Pick<
    BuildEntitiesOptions,
    'members' | 'elsewhere' | 'groups' | 'records' | 'unconfirmed'
  > & {
    /** Refs that this provider sent, but that the catalog does not have from it. */
    missing: ReadonlySet<string>;
  },
): Promise<{ plan: ChangePlan; events: NamingEvents }> {
  const { catalog, config } = context;
  const { records, groups, missing, unconfirmed } = read;
  const events = createNamingEvents();
  const claims = new RefClaims({
    catalog,
    records,
    missing,
    providerId: config.id,
    providerKey: config.key,
    namesFromTransformers: config.dangerouslyAllowNamesFromTransformers,
    configuredRefs: context.configuredRefs(),
  });
  const plan = await planChanges(
    buildEntities({ ...context, ...read, claims, events }),
    records,
    { missing, keep: keepUnreadable(config, groups, unconfirmed) },
  );
  return { plan, events };
}
