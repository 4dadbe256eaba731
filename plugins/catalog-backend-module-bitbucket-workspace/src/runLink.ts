import { applyPlan } from './applyPlan';
import { refreshKeyOf } from './BitbucketAccountLinkProcessor';
import { buildEntities } from './buildEntities';
import { findMissing, keepUnreadable } from './compareWithCatalog';
import { LinkPlan, planLinks } from './linkAccounts';
import { planChanges } from './planChanges';
import { readGroups } from './readWorkspace';
import { namesOf, reportHeldBack, RunContext, RunOutcome } from './runContext';
import { isHeldBack } from './shrinkGuard';

/** So many problems are logged in one run. */
const MOST_PROBLEMS = 20;

/** A run that finds the accounts of Users that other sources bring into the catalog. */
export async function runLink(context: RunContext): Promise<RunOutcome> {
  const { config, client, catalog, links, signal } = context;
  const before = await links.read(config.id);
  const records = await context.records.read();
  const linkPlan = await planLinks(client, catalog, before, signal);
  const groups = await readGroups(client, { ...config.groups, signal });
  const groupPlan = await planChanges(
    buildEntities({
      ...context,
      members: [],
      elsewhere: new Map(
        linkPlan.links.map(({ userId, entityRef }) => [userId, entityRef]),
      ),
      groups,
      knownNames: namesOf(records),
    }),
    records,
    {
      missing: await findMissing(context, records),
      keep: keepUnreadable(config, groups),
    },
  );

  const lost = linkPlan.removed.length;
  const besides = {
    unclear: linkPlan.problems.length,
    'links as they were': linkPlan.unchanged,
  };
  reportProblems(context, linkPlan);
  if (isHeldBack(config.shrinkGuard, before.size, lost)) {
    reportHeldBack(context, lost, before.size);
    return {
      added: 0,
      changed: 0,
      removed: 0,
      heldBack: lost,
      people: before.size,
      besides,
    };
  }
  signal?.throwIfAborted();
  await applyLinks(context, linkPlan);
  await applyPlan(groupPlan, records, context);
  return {
    added: linkPlan.added.length + groupPlan.added.length,
    changed: linkPlan.changed.length + groupPlan.changed.length,
    removed: lost + groupPlan.removed.length,
    heldBack: 0,
    people: linkPlan.links.length,
    besides,
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
  { config, logger }: RunContext,
  { problems }: LinkPlan,
) {
  const label = `Bitbucket workspace ${config.id}`;
  for (const { entityRef, why } of problems.slice(0, MOST_PROBLEMS)) {
    logger.warn(`${label}: ${entityRef} stays without a new account: ${why}`);
  }
  if (problems.length > MOST_PROBLEMS) {
    logger.warn(
      `${label}: ${
        problems.length - MOST_PROBLEMS
      } more Users stay without a new account`,
    );
  }
}
