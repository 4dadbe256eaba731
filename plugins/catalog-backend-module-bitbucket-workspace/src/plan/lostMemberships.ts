import {
  BITBUCKET_USER_ID_ANNOTATION,
  type EntityRecord,
  normalizeBitbucketUuid,
  type Shrinkage,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Entity, parseEntityRef } from '@backstage/catalog-model';
import { type CatalogIndex } from '../catalog/CatalogIndex';
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
import { isFromProvider } from '../model/location';
import { membersOf } from '../model/membersOf';
import { type UnlistedProject } from '../read/readProjects';
import { type MembershipPlan } from './MembershipPlan';
import { type WorkspaceGroups } from '../read/readWorkspace';

/** The memberships that one listing from Bitbucket would remove. */
export interface ListingLoss extends Shrinkage {
  /** For the log: the content of the listing. */
  listing: string;
  /** Set if the Group gets another ref: its members would lose the permissions of the old ref. */
  renamed?: { from: string; to: string };
}

/** The memberships that the list of a project's people would remove. */
export interface ProjectLoss extends ListingLoss {
  /** The key of the Group's record. */
  key: string;
  /** Set if the list of projects lacks the project. */
  unlisted?: UnlistedProject;
}

/** The inputs of {@link findLostMemberships}. */
export interface LostMembershipsOptions {
  plan: MembershipPlan;
  records: ReadonlyMap<string, EntityRecord>;
  subjects: ReadonlyMap<string, string>;
  catalog: Pick<CatalogIndex, 'find'>;
  providerId: string;
  groups: WorkspaceGroups;
  /** Uuids of the members of the workspace's Group. */
  people: ReadonlySet<string>;
  /** Whether projects are listed. */
  projects: boolean;
}

/** The current members of a Group in the catalog, and those that a listing lacks. */
type GroupLoss = Omit<ProjectLoss, 'listing'>;

/**
 * Compares the Groups that a plan changes with the catalog, and counts the memberships that Users would
 * lose: the User remains, but the listing does not contain the account any more, or the Group gets
 * another ref.
 *
 * @returns the losses of whole listings, and those of each project
 */
export async function findLostMemberships(
  options: LostMembershipsOptions,
): Promise<{ listings: ListingLoss[]; projects: ProjectLoss[] }> {
  const { plan, groups } = options;
  const losses = await findGroupLosses(options);
  // Considers only existing Groups: the people of a new Group were not members before.
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
      // If all people are replaced by others, that is not a succession.
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
 * Returns Groups that get another ref, by key. It omits Groups whose old name users could choose,
 * because they must get a name that is bound to their uuid.
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

/** Returns refs of the Groups that change, and of those whose project is no longer listed. */
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

/** Returns uuids of the accounts that Bitbucket lists for a Group. */
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
  // The Group of the workspace counts the users that are missing from the list of members. Without that
  // Group, each Group counts them.
  return records.has(WORKSPACE_KEY)
    ? new Set(listed)
    : new Set([...(listed ?? [])].filter(uuid => people.has(uuid)));
}

/** Returns the uuid of the account that a User names. */
export function accountOf(user: Entity | undefined): string | undefined {
  const userId = user?.metadata.annotations?.[BITBUCKET_USER_ID_ANNOTATION];
  return userId?.trim() ? normalizeBitbucketUuid(userId) : undefined;
}
