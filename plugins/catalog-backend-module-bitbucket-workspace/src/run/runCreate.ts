import { locationOf } from '../model/location';
import { hasOwners } from '../store/recordsOf';
import {
  applyPlan,
  type BitbucketMember,
  type ChangePlan,
  type EntityRecord,
  isHeldBack,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type UsersElsewhere } from '../catalog/CatalogIndex';
import { confirmWorkspace } from '../read/confirmWorkspace';
import { uuidOfUserKey } from '../model/entityKeys';
import { findNewSubjects, knownProjects } from '../read/knownProjects';
import { holdBack, holdBackProjects, reportUnlisted } from '../plan/holdBack';
import { accountOf, type ListingLoss } from '../plan/lostMemberships';
import { createMemberFilter } from '../config/memberFilter';
import { membersOf } from '../model/membersOf';
import { reportNaming } from '../entities/namingEvents';
import { planWithinGuard } from '../plan/planWithinGuard';
import { readGroups, readMembers } from '../read/readWorkspace';
import { type RunContext, type RunOutcome } from '../context/RunContext';
import { UnreadableValues } from '../read/UnreadableValues';

/** A run that creates a User for every active member. */
export async function runCreate(context: RunContext): Promise<RunOutcome> {
  const { config, client, catalog, signal } = context;
  const records = await context.records.read();
  const subjects = await context.subjects.read();
  const known = knownPeople(records);
  const unreadable = new UnreadableValues(context);

  const workspace = await confirmWorkspace(context, { subjects, records });
  const { members, inactive, unconfirmed } = await readMembers(client, {
    known: new Set([...known, ...(await knownElsewhere(context, records))]),
    signal,
    onPage: context.onMembers,
    unreadable,
  });
  const groups = await readGroups(client, workspace, {
    ...config.groups,
    known: knownProjects(records, subjects),
    hasOwners: hasOwners(records),
    unreadable,
    signal,
  });
  const wanted = members.filter(createMemberFilter(config.userFilter));
  const all = await catalog.usersElsewhere(config.id, known);
  const there = new Set([...wanted.map(({ uuid }) => uuid), ...unconfirmed]);
  const elsewhere = elsewhereOf(context, there, all);
  const hasOther = ({ uuid }: BitbucketMember) => all.refs.has(uuid);
  const { plan, events, ...guarded } = await planWithinGuard(
    context,
    {
      members: wanted.filter(member => !hasOther(member)),
      elsewhere,
      groups,
      records,
      subjects,
      unconfirmed: new Set(
        [...unconfirmed].filter(uuid => !all.refs.has(uuid)),
      ),
    },
    there,
  );

  const others = wanted.filter(hasOther).length;
  const besides = {
    inactive,
    'filtered out': members.length - wanted.length,
    'of other sources': others,
    'values that cannot be read': unreadable.count,
    'projects that cannot be read':
      groups.projects?.filter(({ people }) => !people).length ?? 0,
  };
  const losses = withUsers(guarded.losses, {
    before: known.size,
    lost: countLost(plan, all),
  });
  const tooLarge = losses.find(loss => isHeldBack(config.shrinkGuard, loss));
  if (tooLarge) {
    return { ...holdBack(context, tooLarge), people: known.size, besides };
  }
  unreadable.reportUnconfirmed(unconfirmed);
  const held = holdBackProjects(context, guarded.heldBack);
  reportNaming(context, events);
  reportUnlisted(context, groups);
  await context.subjects.save(findNewSubjects(subjects, groups));
  await applyPlan(plan, records, {
    ...context,
    locationKey: locationOf(context.config.id),
  });
  return {
    added: plan.added.length,
    changed: plan.changed.length,
    removed: plan.removed.length,
    heldBack: held.heldBack,
    people: wanted.length - others,
    besides: { ...besides, ...held.groups },
  };
}

/** Returns uuids of the accounts that have a User of this provider. */
function knownPeople(records: ReadonlyMap<string, EntityRecord>): Set<string> {
  return new Set(
    [...records.values()]
      .filter(({ state }) => state !== 'gone')
      .flatMap(({ key }) => uuidOfUserKey(key) ?? []),
  );
}

/**
 * Returns uuids of the accounts of other sources in the Groups of this provider. Without a Group of the
 * workspace, only the Groups of projects contain them.
 */
async function knownElsewhere(
  { catalog }: RunContext,
  records: ReadonlyMap<string, EntityRecord>,
): Promise<string[]> {
  const refs = [...records.values()]
    .filter(({ key, state }) => state !== 'gone' && !uuidOfUserKey(key))
    .map(({ entity_ref }) => entity_ref);
  const groups = await catalog.find(refs);
  const members = new Set([...groups.values()].flatMap(membersOf));
  const users = await catalog.find([...members]);
  return [...users.values()].flatMap(user => accountOf(user) ?? []);
}

/** Returns refs of Users of other sources. An account with several Users has no ref. */
function elsewhereOf(
  { config, logger, problems }: RunContext,
  uuids: Iterable<string>,
  { refs, ambiguous }: UsersElsewhere,
): Map<string, string> {
  const elsewhere = new Map<string, string>();
  for (const uuid of uuids) {
    const ref = refs.get(uuid);
    const several = ambiguous.get(uuid);
    if (several) {
      const message = `several Users of other sources have the account ${uuid}, so none of them is in the Groups. Leave the annotation bitbucket.org/user-id at one of them: ${several.join(
        ', ',
      )}`;
      logger.warn(`Bitbucket workspace ${config.id}: ${message}`);
      problems?.add({ subject: several[0], message });
    } else if (ref !== undefined) {
      elsewhere.set(uuid, ref);
    }
  }
  return elsewhere;
}

/** Returns how many Users are removed, without those who now have a User of another source. */
function countLost({ removed }: ChangePlan, { refs }: UsersElsewhere): number {
  return removed.filter(({ key }) => {
    const uuid = uuidOfUserKey(key);
    return uuid !== undefined && !refs.has(uuid);
  }).length;
}

/**
 * The list of members determines the Users of this provider, and the memberships of other Users. Both
 * count, and the Users also count separately. All are in the Group of the workspace, and would lose its
 * ref.
 */
function withUsers(
  [workspace, ...others]: ListingLoss[],
  { before, lost }: { before: number; lost: number },
): ListingLoss[] {
  const { listing, renamed } = workspace;
  const users = { listing, before, lost, stay: before - lost };
  const together = {
    ...workspace,
    before: before + workspace.before,
    lost: (renamed ? before : lost) + workspace.lost,
    stay: (renamed ? 0 : users.stay) + workspace.stay,
  };
  return [users, together, ...others];
}
