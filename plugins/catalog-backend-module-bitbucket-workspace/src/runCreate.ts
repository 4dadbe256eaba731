import { applyPlan } from './applyPlan';
import { buildEntities, userKeyOf } from './buildEntities';
import { findMissing, keepUnreadable } from './compareWithCatalog';
import { createMemberFilter } from './memberFilter';
import { planChanges } from './planChanges';
import { readGroups, readMembers } from './readWorkspace';
import { namesOf, reportHeldBack, RunContext, RunOutcome } from './runContext';
import { isHeldBack } from './shrinkGuard';

const USER_PREFIX = userKeyOf('');

/** A run that makes a User of every active member. */
export async function runCreate(context: RunContext): Promise<RunOutcome> {
  const { config, client, catalog, signal } = context;
  const records = await context.records.read();
  const known = new Set(
    [...records.values()]
      .filter(
        ({ key, state }) => key.startsWith(USER_PREFIX) && state !== 'gone',
      )
      .map(({ key }) => key.slice(USER_PREFIX.length)),
  );

  const { members, inactive } = await readMembers(client, {
    known,
    signal,
    onPage: context.onMembers,
  });
  const groups = await readGroups(client, { ...config.groups, signal });
  const wanted = members.filter(createMemberFilter(config.userFilter));
  const allElsewhere = await catalog.usersElsewhere(config.id);
  const elsewhere = new Map(
    wanted.flatMap(({ uuid }) => {
      const ref = allElsewhere.get(uuid);
      return ref === undefined ? [] : [[uuid, ref] as const];
    }),
  );

  const plan = await planChanges(
    buildEntities({
      ...context,
      members: wanted.filter(({ uuid }) => !elsewhere.has(uuid)),
      elsewhere,
      groups,
      knownNames: namesOf(records),
    }),
    records,
    {
      missing: await findMissing(context, records),
      keep: keepUnreadable(config, groups),
    },
  );

  const lost = plan.removed.filter(
    ({ key }) =>
      key.startsWith(USER_PREFIX) &&
      !elsewhere.has(key.slice(USER_PREFIX.length)),
  ).length;
  const besides = {
    inactive,
    'filtered out': members.length - wanted.length,
    'of other sources': elsewhere.size,
    'projects that cannot be read':
      groups.projects?.filter(({ people }) => !people).length ?? 0,
  };
  if (isHeldBack(config.shrinkGuard, known.size, lost)) {
    reportHeldBack(context, lost, known.size);
    return {
      added: 0,
      changed: 0,
      removed: 0,
      heldBack: lost,
      people: known.size,
      besides,
    };
  }
  await applyPlan(plan, records, context);
  return {
    added: plan.added.length,
    changed: plan.changed.length,
    removed: plan.removed.length,
    heldBack: 0,
    people: wanted.length - elsewhere.size,
    besides,
  };
}
