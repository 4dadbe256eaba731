import { buildEntities, BuildEntitiesOptions } from './buildEntities';
import { findMissing, keepUnreadable } from './compareWithCatalog';
import { createNamingEvents, NamingEvents } from './namingEvents';
import { ChangePlan, planChanges } from './planChanges';
import { RefClaims } from './RefClaims';
import { RunContext } from './runContext';

/** Compares what Bitbucket lists with what the catalog has. */
export async function planEntities(
  context: RunContext,
  read: Pick<
    BuildEntitiesOptions,
    'members' | 'elsewhere' | 'groups' | 'records'
  >,
): Promise<{ plan: ChangePlan; events: NamingEvents }> {
  const { catalog, config } = context;
  const { records, groups } = read;
  const missing = await findMissing(context, records);
  const events = createNamingEvents();
  const claims = new RefClaims({
    catalog,
    records,
    missing,
    providerId: config.id,
    configuredRefs: context.configuredRefs(),
  });
  const plan = await planChanges(
    buildEntities({ ...context, ...read, claims, events }),
    records,
    { missing, keep: keepUnreadable(config, groups) },
  );
  return { plan, events };
}
