import {
  BITBUCKET_USER_ID_ANNOTATION,
  BITBUCKET_USERNAME_ANNOTATION,
  type BitbucketRepository,
  type BitbucketDefaultReviewer,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  type Entity,
  RELATION_MEMBER_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { createValuesOf, type WithoutFile } from '../config/withoutFile';
import { findProjectEntities } from '../entities/findProjectEntities';
import { type CatalogEntities } from '../store/CatalogEntities';
import { type KnownUser, type OwnerFacts } from './proposeOwners';

/** All members of a workspace belong to them, so they do not own single repositories. */
const WORKSPACE_GROUPS = ['workspace', 'workspace-owners'];

/** What Bitbucket and the configuration contain about the owners of a repository. */
export interface OwnerSources {
  repository: BitbucketRepository;
  codeOwners?: { path: string; names: string[] };
  reviewers: BitbucketDefaultReviewer[];
  withoutFile: Pick<WithoutFile, 'rules' | 'standard'>;
}

type Catalog = Pick<CatalogEntities, 'findByRefs' | 'findByValues'>;

const isGroup = ({ kind }: Entity) => kind.toLowerCase() === 'group';
const isUser = ({ kind }: Entity) => kind.toLowerCase() === 'user';

/** Finds the Users and Groups of the catalog that can own a repository. */
export async function findOwnerFacts(
  catalog: Catalog,
  { codeOwners, repository, reviewers, withoutFile }: OwnerSources,
): Promise<OwnerFacts> {
  const { project } = repository;
  const configured = createValuesOf(withoutFile)(repository).owner;
  const projectOf = await findProjectEntities(catalog, [repository]);
  const { group } = projectOf(repository);
  const accounts = await catalog.findByValues(
    `metadata.annotations.${BITBUCKET_USER_ID_ANNOTATION}`,
    reviewers.map(({ uuid }) => uuid),
    ['user'],
  );
  return {
    codeOwners: codeOwners && (await resolve(catalog, codeOwners)),
    reviewers: await toUsers(catalog, accounts),
    project: project && group ? { key: project.key, ref: group } : undefined,
    configured: configured === undefined ? undefined : { ref: configured },
  };
}

/** `@acme/booking` and `@teams/booking` name the Group `booking`; `@mira` a Group or an account. */
async function resolve(
  catalog: Catalog,
  { names, path }: NonNullable<OwnerSources['codeOwners']>,
): Promise<NonNullable<OwnerFacts['codeOwners']>> {
  const handles = names.filter(name => name.startsWith('@'));
  const emails = names.filter(name => !name.startsWith('@'));
  const groupNameOf = (handle: string) =>
    handle
      .slice(handle.lastIndexOf('/') + 1)
      .replace(/^@/, '')
      .toLowerCase();
  const byName = await catalog.findByValues(
    'metadata.name',
    handles.map(groupNameOf),
    ['group'],
  );
  const byEmail = await catalog.findByValues('spec.profile.email', emails, [
    'group',
    'user',
  ]);
  const byUsername = await catalog.findByValues(
    `metadata.annotations.${BITBUCKET_USERNAME_ANNOTATION}`,
    handles.filter(each => !each.includes('/')).map(groupNameOf),
    ['user'],
  );
  const groups = names.flatMap(name => {
    const group = name.startsWith('@')
      ? byName
          .filter(isGroup)
          .find(
            ({ metadata }) => metadata.name.toLowerCase() === groupNameOf(name),
          )
      : byEmail
          .filter(isGroup)
          .find(each => emailOf(each) === name.toLowerCase());
    return group ? [{ name, ref: stringifyEntityRef(group) }] : [];
  });
  const users = [...byEmail, ...byUsername].filter(isUser);
  return { path, groups, users: await toUsers(catalog, users) };
}

/** A team is a better owner than the people with access to a project. */
async function toUsers(
  catalog: Catalog,
  users: readonly Entity[],
): Promise<KnownUser[]> {
  const memberOf = users.filter(isUser).map(user => ({
    user,
    refs: (user.relations ?? [])
      .filter(({ type }) => type === RELATION_MEMBER_OF)
      .map(({ targetRef }) => targetRef),
  }));
  const groups = await catalog.findByRefs(memberOf.flatMap(({ refs }) => refs));
  const types = new Map(
    groups.map(group => [stringifyEntityRef(group), String(group.spec?.type)]),
  );
  return memberOf.map(({ refs, user }) => {
    const known = refs.filter(
      ref => types.has(ref) && !WORKSPACE_GROUPS.includes(types.get(ref)!),
    );
    const teams = known.filter(ref => types.get(ref) !== 'project');
    return {
      ref: stringifyEntityRef(user),
      name: displayNameOf(user),
      groups: teams.length > 0 ? teams : known,
    };
  });
}

function profileOf({ spec }: Entity): Record<string, unknown> {
  return Object(spec?.profile);
}

function emailOf(entity: Entity): string {
  return String(profileOf(entity).email).toLowerCase();
}

function displayNameOf(entity: Entity): string {
  const { displayName } = profileOf(entity);
  return typeof displayName === 'string' && displayName.trim() !== ''
    ? displayName
    : entity.metadata.name;
}
