import {
  BITBUCKET_USER_ID_ANNOTATION,
  normalizeBitbucketUuid,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { Entity, parseEntityRef } from '@backstage/catalog-model';
import { CatalogIndex } from '../catalog/CatalogIndex';
import { isBoundTo } from '../model/nameBinding';
import {
  isProjectKey,
  OWNERS_KEY,
  OWNERS_ROLE,
  projectKeyOf,
  uuidOfProjectKey,
  uuidOfUserKey,
  WORKSPACE_KEY,
} from '../model/entityKeys';
import { EntityRecord } from '../store/EntityRecords';
import { isFromProvider } from '../model/location';
import { membersOf } from '../model/membersOf';
import { ChangePlan } from './planChanges';
import { UnlistedProject } from '../read/readProjects';
import { WorkspaceGroups } from '../read/readWorkspace';
import { Shrinkage } from './shrinkGuard';

/** What one listing of Bitbucket would take from people. */
export interface ListingLoss extends Shrinkage {
  /** For the log: what Bitbucket lists. */
  listing: string;
  /** Where the Group gets another ref: permissions of the old one are lost with it. */
  renamed?: { from: string; to: string };
}

/** What the list of a project's people would take from them. */
export interface ProjectLoss extends ListingLoss {
  /** Of the record of its Group. */
  key: string;
  /** Where the list of projects lacks the project. */
  unlisted?: UnlistedProject;
}

/** What {@link findLostMemberships} works with. */
export interface LostMembershipsOptions {
  plan: ChangePlan;
  records: ReadonlyMap<string, EntityRecord>;
  subjects: ReadonlyMap<string, string>;
  catalog: Pick<CatalogIndex, 'find'>;
  providerId: string;
  groups: WorkspaceGroups;
  /** Uuids of those who are in the Group of the workspace. */
  people: ReadonlySet<string>;
  /** Whether projects are listed. */
  projects: boolean;
}

/** The members that a Group has in the catalog now, and those of them that a listing lacks. */
type GroupLoss = Omit<ProjectLoss, 'listing'>;

/**
 * Compares the Groups that a plan changes with what the catalog has, and counts the memberships that
 * Users would lose: the User stays, and the listing does not name the account any more, or the Group
 * gets another ref.
 *
 * @returns the losses of whole listings, and those of each project
 */
export async function findLostMemberships(
  options: LostMembershipsOptions,
): Promise<{ listings: ListingLoss[]; projects: ProjectLoss[] }> {
  const { plan, groups } = options;
  const losses = await findGroupLosses(options);
  // Only Groups that stay as they are: the people of a new one were not there before.
  const differs = new Set(
    [...plan.added, ...plan.changed].map(({ key }) => key),
  );
  const unchanged = [...plan.members].filter(([key]) => !differs.has(key));
  const listing = (
    name: string,
    isPart: (key: string) => boolean,
  ): ListingLoss => {
    const parts = losses.filter(({ key }) => isPart(key));
    const stay = sum(
      unchanged.filter(([key]) => isPart(key)).map(([, { length }]) => length),
    );
    const losing = parts.filter(({ lost }) => lost > 0);
    return {
      listing: name,
      before: stay + sum(parts.map(({ before }) => before)),
      lost: sum(losing.map(({ lost }) => lost)),
      stay: stay + sum(parts.map(each => each.stay)),
      successors: sum(parts.map(({ successors = 0 }) => successors)),
      isDeleted: losing.length > 0 && losing.every(each => each.isDeleted),
      renamed: parts.find(({ renamed }) => renamed)?.renamed,
    };
  };
  const listings = [
    {
      ...listing('members of the workspace', key => key === WORKSPACE_KEY),
      // Strangers in place of all people are no succession.
      successors: 0,
    },
    listing('owners of the workspace', key => key === OWNERS_KEY),
    listing('people with a permission in a project', isProjectKey),
  ];
  const projectKeys = new Map(
    groups.projects?.map(({ project }) => [
      projectKeyOf(project.uuid),
      project.key,
    ]),
  );
  const projects = losses
    .filter(({ key }) => isProjectKey(key))
    .map(loss => {
      const { key, unlisted } = loss;
      const name = projectKeys.get(key) ?? unlisted?.projectKey;
      return {
        ...loss,
        listing: `people with a permission in the project ${
          name ?? uuidOfProjectKey(key)
        }`,
      };
    });
  return { listings, projects };
}

async function findGroupLosses(
  options: LostMembershipsOptions,
): Promise<GroupLoss[]> {
  const { catalog, groups: read, providerId, plan, records } = options;
  const before = await catalog.find(groupsToCompare(options));
  const removed = new Set(plan.removed.map(({ key }) => key));
  const renamed = findRenamed(options);
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
    const isListed = (ref: string) => {
      const uuid =
        uuidOfUserKey(owned.get(ref) ?? '') ?? accountOf(users.get(ref));
      return uuid !== undefined && listed.has(uuid);
    };
    const hasUser = (ref: string) =>
      users.has(ref) && !removed.has(owned.get(ref) ?? '');
    const missing = gone[index].filter(ref => !isListed(ref));
    const stay = members.length - missing.length;
    const loss = { key, before: members.length };
    const change = renamed.get(key);
    if (change) {
      return { ...loss, lost: members.length, stay: 0, renamed: change };
    }
    const unlisted = removed.has(key) ? read.unlisted?.get(key) : undefined;
    return {
      ...loss,
      lost: missing.filter(hasUser).length,
      stay,
      successors: (plan.members.get(key)?.length ?? 0) - stay,
      unlisted,
      isDeleted: unlisted?.state === 'deleted',
    };
  });
}

/**
 * Groups that get another ref, by key. A Group whose old name people could choose is none of them: it
 * must get a name that is bound to its uuid.
 */
function findRenamed({
  plan,
  records,
  subjects,
  groups,
}: LostMembershipsOptions) {
  const workspace = subjects.get(WORKSPACE_KEY) ?? groups.workspace.uuid;
  const subjectOf = (key: string) =>
    isProjectKey(key)
      ? { uuid: uuidOfProjectKey(key) }
      : { uuid: workspace, role: key === OWNERS_KEY ? OWNERS_ROLE : undefined };
  return new Map(
    plan.changed.flatMap(({ key, entity, entityRef }) => {
      const from = records.get(key)?.entity_ref;
      if (from === undefined || from === entityRef) {
        return [];
      }
      const subject = subjectOf(key);
      const isBound = isBoundTo(parseEntityRef(from).name, subject);
      const becomesBound = isBoundTo(entity.metadata.name, subject);
      return isBound || !becomesBound
        ? [[key, { from, to: entityRef }] as const]
        : [];
    }),
  );
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
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
  { groups, people, records }: LostMembershipsOptions,
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
  // The Group of the workspace counts the users that are missing in the list of members. Without that
  // Group, each Group counts them.
  return records.has(WORKSPACE_KEY)
    ? new Set(listed)
    : new Set([...(listed ?? [])].filter(uuid => people.has(uuid)));
}

/** The uuid of the account that a User names. */
export function accountOf(user: Entity | undefined): string | undefined {
  const userId = user?.metadata.annotations?.[BITBUCKET_USER_ID_ANNOTATION];
  return userId?.trim() ? normalizeBitbucketUuid(userId) : undefined;
}
