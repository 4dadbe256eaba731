import { locationOf } from '../model/location';
import { hasOwners } from '../store/recordsOf';
import {
  applyPlan,
  isHeldBack,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { refreshKeyOf } from '../link/BitbucketAccountLinkProcessor';
import { confirmWorkspace } from '../read/confirmWorkspace';
import { findNewSubjects, knownProjects } from '../read/knownProjects';
import { holdBack, holdBackProjects, reportUnlisted } from '../plan/holdBack';
import { type LinkPlan, planLinks } from '../link/linkAccounts';
import { reportNaming } from '../entities/namingEvents';
import { planWithinGuard } from '../plan/planWithinGuard';
import { readGroups } from '../read/readWorkspace';
import { type RunContext, type RunOutcome } from '../context/RunContext';
import { UnreadableValues } from '../read/UnreadableValues';

/** Maximum number of problems in one run's log. */
const MOST_PROBLEMS = 20;

/** A run that finds the accounts of Users from other sources. */
export async function runLink(context: RunContext): Promise<RunOutcome> {
  const { config, client, links, signal } = context;
  const before = await links.read(config.id);
  const records = await context.records.read();
  const subjects = await context.subjects.read();
  const workspace = await confirmWorkspace(context, { subjects, records });
  const unreadable = new UnreadableValues(context);
  const linkPlan = await planLinks(context, before, unreadable);
  const groups = await readGroups(client, workspace, {
    ...config.groups,
    known: knownProjects(records, subjects),
    hasOwners: hasOwners(records),
    unreadable,
    signal,
  });
  const elsewhere = new Map(
    linkPlan.links.map(({ userId, entityRef }) => [userId, entityRef]),
  );
  const { plan, events, ...guarded } = await planWithinGuard(
    context,
    {
      members: [],
      elsewhere,
      groups,
      records,
      subjects,
      unconfirmed: new Set<string>(),
    },
    new Set(elsewhere.keys()),
  );

  const { removed, replaced } = linkPlan;
  const lost = removed.length + replaced.length;
  const besides = {
    unclear: linkPlan.problems.length,
    'links as they were': linkPlan.unchanged,
    'values that cannot be read': unreadable.count,
  };
  reportProblems(context, linkPlan);
  const losses = [
    {
      listing: 'members with the addresses of Users',
      before: before.size,
      lost,
      stay: before.size - lost,
    },
    ...guarded.losses,
  ];
  const tooLarge = losses.find(loss => isHeldBack(config.shrinkGuard, loss));
  if (tooLarge) {
    return { ...holdBack(context, tooLarge), people: before.size, besides };
  }
  const held = holdBackProjects(context, guarded.heldBack);
  reportNaming(context, events);
  signal?.throwIfAborted();
  reportUnlisted(context, groups);
  await context.subjects.save(findNewSubjects(subjects, groups));
  await applyLinks(context, linkPlan);
  await applyPlan(plan, records, {
    ...context,
    locationKey: locationOf(context.config.id),
  });
  return {
    added: linkPlan.added.length + plan.added.length,
    changed: linkPlan.changed.length + plan.changed.length,
    removed: removed.length + plan.removed.length,
    heldBack: held.heldBack,
    people: linkPlan.links.length,
    besides: { ...besides, ...held.groups },
  };
}

async function applyLinks(
  { config, links, connection }: RunContext,
  { added, changed, removed }: LinkPlan,
) {
  const set = [...added, ...changed];
  await links.save(config.id, { set, removed });
  const keys = [...set.map(({ entityRef }) => entityRef), ...removed].map(
    refreshKeyOf,
  );
  for (let at = 0; at < keys.length; at += 500) {
    await connection.refresh({ keys: keys.slice(at, at + 500) });
  }
}

function reportProblems(
  { config, logger, problems: all }: RunContext,
  { problems }: LinkPlan,
) {
  const label = `Bitbucket workspace ${config.id}`;
  for (const { entityRef, why } of problems) {
    all?.add({
      subject: entityRef,
      message: `The User was not linked to a new account: ${why}`,
    });
  }
  for (const { entityRef, why } of problems.slice(0, MOST_PROBLEMS)) {
    logger.warn(
      `${label}: ${entityRef} was not linked to a new account: ${why}`,
    );
  }
  if (problems.length > MOST_PROBLEMS) {
    logger.warn(
      `${label}: ${
        problems.length - MOST_PROBLEMS
      } more Users were not linked to a new account`,
    );
  }
}
