import { isHeldBack } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type BuildEntitiesOptions } from '../entities/BuildEntitiesOptions';
import { findMissing } from './compareWithCatalog';
import { projectKeyOf } from '../model/entityKeys';
import {
  findLostMemberships,
  type ListingLoss,
  type ProjectLoss,
} from './lostMemberships';
import { type NamingEvents } from '../entities/namingEvents';
import { type MembershipPlan } from './MembershipPlan';
import { planEntities } from './planEntities';
import { type WorkspaceGroups } from '../read/readWorkspace';
import { type RunContext } from '../context/RunContext';

/** The data that a run has read, and the records of earlier runs. */
export type ReadForPlan = Pick<
  BuildEntitiesOptions,
  'members' | 'elsewhere' | 'groups' | 'records' | 'unconfirmed'
> & {
  /** How Bitbucket identified the subjects of Groups in earlier runs. */
  subjects: ReadonlyMap<string, string>;
};

/** A plan, and the memberships that the listings from Bitbucket would remove. */
export interface GuardedPlan {
  plan: MembershipPlan;
  events: NamingEvents;
  /** Losses of whole listings. The run must not apply the plan if the guard holds back one of them. */
  losses: ListingLoss[];
  /** Losses of projects that the guard holds back. The plan does not change their Groups. */
  heldBack: ProjectLoss[];
}

/**
 * Plans a run, and checks each project separately: a project that lost its people, or is not listed,
 * must not remove its Group from them. The plan keeps such a Group like that of a project whose
 * permissions cannot be read.
 *
 * @param people - uuids of the members of the workspace's Group
 */
export async function planWithinGuard(
  context: RunContext,
  read: ReadForPlan,
  people: ReadonlySet<string>,
): Promise<GuardedPlan> {
  const { config } = context;
  const missing = await findMissing(context, read.records);
  const planned = await planEntities(context, { ...read, missing });
  const { listings, projects } = await findLostMemberships({
    ...context,
    ...read,
    plan: planned.plan,
    people,
    providerId: config.id,
    projects: config.groups.projects,
  });
  const { shrinkGuard } = config;
  const heldBack = projects.filter(loss =>
    // Other sources can reference a Group that has no members of its own.
    loss.unlisted?.state === 'unknown'
      ? shrinkGuard.share < 1
      : isHeldBack(shrinkGuard, loss),
  );
  if (heldBack.length === 0) {
    return { ...planned, losses: listings, heldBack };
  }
  const kept = new Set(heldBack.map(({ key }) => key));
  planned.plan.changed
    .filter(({ key }) => kept.has(key))
    .forEach(({ entityRef }) => context.onKept?.(entityRef));
  const groups = withoutPeople(read.groups, kept);
  const again = await planEntities(context, { ...read, groups, missing });
  return { ...again, losses: listings, heldBack };
}

/** Treats the permissions of these projects as unreadable. */
function withoutPeople(
  groups: WorkspaceGroups,
  keys: ReadonlySet<string>,
): WorkspaceGroups {
  return {
    ...groups,
    kept: keys,
    projects: groups.projects?.map(each =>
      keys.has(projectKeyOf(each.project.uuid))
        ? { project: each.project }
        : each,
    ),
  };
}
