import { BITBUCKET_USER_ID_ANNOTATION } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { Entity } from '@backstage/catalog-model';
import { CatalogIndex, toUuid } from './CatalogIndex';
import {
  isProjectKey,
  OWNERS_KEY,
  projectKeyOf,
  uuidOfUserKey,
  WORKSPACE_KEY,
} from './entityKeys';
import { EntityRecord } from './EntityRecords';
import { isFromProvider } from './location';
import { membersOf } from './membersOf';
import { ChangePlan } from './planChanges';
import { WorkspaceGroups } from './readWorkspace';

/** What one listing of Bitbucket would take from people. */
export interface ListingLoss {
  /** For the log: what Bitbucket lists. */
  listing: string;
  before: number;
  lost: number;
  /** How many stay. */
  stay: number;
}

/** What the list of a project's people would take from them. */
export interface ProjectLoss extends ListingLoss {
  /** Of the record of its Group. */
  key: string;
}

/** What {@link findLostMemberships} works with. */
export interface LostMembershipsOptions {
  plan: ChangePlan;
  records: ReadonlyMap<string, EntityRecord>;
  catalog: Pick<CatalogIndex, 'find'>;
  providerId: string;
  groups: WorkspaceGroups;
  /** Uuids of those who are in the Group of the workspace. */
  people: ReadonlySet<string>;
  /** Whether projects are listed. */
  projects: boolean;
}

/** The members that a Group has in the catalog now, and those of them that a listing lacks. */
interface GroupLoss {
  key: string;
  before: number;
  lost: number;
}

/**
 * Compares the Groups that a plan changes with what the catalog has, and counts the memberships that
 * Users would lose: the User stays, and the listing does not name the account any more.
 *
 * @returns the losses of whole listings, and those of each project that Bitbucket still lists
 */
export async function findLostMemberships(
  options: LostMembershipsOptions,
): Promise<{ listings: ListingLoss[]; projects: ProjectLoss[] }> {
  const { plan, groups } = options;
  const losses = await findGroupLosses(options);
  const listing = (name: string, isPart: (key: string) => boolean) => {
    const parts = losses.filter(({ key }) => isPart(key));
    const changed = new Set(parts.map(({ key }) => key));
    const wanted = [...plan.members].filter(([key]) => isPart(key));
    const sizeOf = (entries: [string, string[]][]) =>
      entries.reduce((sum, [, members]) => sum + members.length, 0);
    return {
      listing: name,
      before:
        parts.reduce((sum, { before }) => sum + before, 0) +
        sizeOf(wanted.filter(([key]) => !changed.has(key))),
      lost: parts.reduce((sum, { lost }) => sum + lost, 0),
      stay: sizeOf(wanted),
    };
  };
  const listings = [
    listing('members of the workspace', key => key === WORKSPACE_KEY),
    listing('owners of the workspace', key => key === OWNERS_KEY),
    listing('people with a permission in a project', isProjectKey),
  ];
  const changed = new Map(losses.map(loss => [loss.key, loss]));
  const projects = (groups.projects ?? []).flatMap(({ project }) => {
    const loss = changed.get(projectKeyOf(project.uuid));
    return loss
      ? [
          {
            ...loss,
            listing: `people with a permission in the project ${project.key}`,
            stay: plan.members.get(loss.key)?.length ?? 0,
          },
        ]
      : [];
  });
  return { listings, projects };
}

async function findGroupLosses(
  options: LostMembershipsOptions,
): Promise<GroupLoss[]> {
  const { catalog, providerId, plan, records } = options;
  const before = await catalog.find(groupsToCompare(options));
  const removed = new Set(plan.removed.map(({ key }) => key));
  const owned = new Map(
    [...records.values()].map(({ entity_ref, key }) => [entity_ref, key]),
  );
  const groups = [...before].flatMap(([ref, entity]) => {
    const key = owned.get(ref);
    return key && isFromProvider(entity, providerId)
      ? [{ key, members: membersOf(entity), listed: listedIn(key, options) }]
      : [];
  });
  const gone = groups.map(({ key, members }) => {
    const wanted = new Set(plan.members.get(key));
    return members.filter(ref => !wanted.has(ref));
  });
  const users = await catalog.find([...new Set(gone.flat())]);

  return groups.map(({ key, members, listed }, index) => {
    const lost = gone[index].filter(ref => {
      const user = users.get(ref);
      const own = uuidOfUserKey(owned.get(ref) ?? '');
      const uuid = own ?? accountOf(user);
      const stays = user !== undefined && !removed.has(owned.get(ref) ?? '');
      return stays && !(uuid && listed.has(uuid));
    });
    return { key, before: members.length, lost: lost.length };
  });
}

/** Refs of the Groups that change, and of those whose project is not listed any more. */
function groupsToCompare(options: LostMembershipsOptions): string[] {
  const { plan, records, groups, projects } = options;
  const changed = plan.changed.flatMap(({ key }) => records.get(key) ?? []);
  const listed = new Set(
    groups.projects?.map(({ project }) => projectKeyOf(project.uuid)),
  );
  const deleted = plan.removed.filter(
    ({ key }) => projects && isProjectKey(key) && !listed.has(key),
  );
  return [...changed, ...deleted]
    .filter(({ key }) => uuidOfUserKey(key) === undefined)
    .map(record => record.entity_ref);
}

/** Uuids of the accounts that Bitbucket lists for a Group. */
function listedIn(
  key: string,
  { groups, people }: LostMembershipsOptions,
): ReadonlySet<string> {
  if (key === WORKSPACE_KEY) {
    return people;
  }
  const listed =
    key === OWNERS_KEY
      ? groups.owners
      : groups.projects?.find(
          ({ project }) => projectKeyOf(project.uuid) === key,
        )?.people;
  return new Set(listed);
}

/** The uuid of the account that a User names. */
export function accountOf(user: Entity | undefined): string | undefined {
  const userId = user?.metadata.annotations?.[BITBUCKET_USER_ID_ANNOTATION];
  return userId && toUuid(userId);
}
