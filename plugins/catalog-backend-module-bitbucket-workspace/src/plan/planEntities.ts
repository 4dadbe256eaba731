import { membersOf } from '../model/membersOf';
import { type MembershipPlan } from './MembershipPlan';
import { planChanges } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { buildEntities } from '../entities/buildEntities';
import { type BuildEntitiesOptions } from '../entities/BuildEntitiesOptions';
import { keepUnreadable } from './compareWithCatalog';
import {
  createNamingEvents,
  type NamingEvents,
} from '../entities/namingEvents';
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
): Promise<{ plan: MembershipPlan; events: NamingEvents }> {
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
  const members = new Map<string, string[]>();
  const plan = await planChanges(
    buildEntities({ ...context, ...read, claims, events }),
    records,
    {
      missing,
      keep: keepUnreadable(config, groups, unconfirmed),
      onWanted: ({ key, entity }) => {
        if (entity.kind === 'Group') {
          members.set(key, membersOf(entity));
        }
      },
    },
  );
  return { plan: { ...plan, members }, events };
}
