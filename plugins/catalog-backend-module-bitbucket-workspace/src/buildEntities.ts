import {
  BitbucketMember,
  BitbucketWorkspace,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
  GroupEntity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { createHash } from 'node:crypto';
import { chooseNames, NameRequest } from './chooseNames';
import { locationOf } from './location';
import { WantedEntity } from './planChanges';
import { BitbucketWorkspaceProviderConfig } from './providerConfig';
import { WorkspaceGroups } from './readWorkspace';
import {
  BitbucketGroupContext,
  BitbucketGroupTransformer,
  BitbucketUserTransformer,
  toGroupEntity,
  toUserEntity,
} from './transformers';

const WORKSPACE_KEY = 'group:workspace';
const OWNERS_KEY = 'group:owners';

/** The key of a person's record. */
export function userKeyOf(uuid: string): string {
  return `user:${uuid}`;
}

/** The key of a project's record. */
export function projectKeyOf(uuid: string): string {
  return `group:project:${uuid}`;
}

export interface BuildEntitiesOptions {
  config: BitbucketWorkspaceProviderConfig;
  /** Those who become Users. */
  members: BitbucketMember[];
  /** Refs of Users of other sources, by uuid of the account. */
  elsewhere: ReadonlyMap<string, string>;
  groups: WorkspaceGroups;
  /** Names that were given before, by key. */
  knownNames: ReadonlyMap<string, string>;
  userTransformer?: BitbucketUserTransformer;
  groupTransformer?: BitbucketGroupTransformer;
  /** Told of each entity. */
  onWanted?: (entity: Entity) => void;
}

/**
 * Makes the entities of a workspace, one after the other: first its Group, then the Users, then the
 * Groups of owners and projects, which name the Users.
 *
 * @throws InputError where a transformer gives two of them the same name
 */
export async function* buildEntities(
  options: BuildEntitiesOptions,
): AsyncGenerator<WantedEntity> {
  const { config, elsewhere, groups, groupTransformer } = options;
  const { workspace } = groups;
  const finish = createFinish(config.id, options.onWanted);
  const groupNames = chooseGroupNames(options);
  const refs = new Map(elsewhere);
  const group = async (
    key: string,
    context: BitbucketGroupContext,
    entity: Omit<Parameters<typeof toGroupEntity>[0], 'name' | 'namespace'>,
  ) => {
    const name = groupNames.get(key) ?? '';
    const { namespace } = config.groups;
    const built = toGroupEntity({ ...entity, name, namespace });
    const changed = groupTransformer
      ? await groupTransformer(built, context)
      : built;
    return changed && finish(key, name, changed);
  };

  let parent: string | undefined;
  if (config.groups.workspace) {
    const made = await group(
      WORKSPACE_KEY,
      { of: 'workspace', workspace },
      {
        type: 'workspace',
        displayName: titleOf(workspace),
        avatarUrl: workspace.avatarUrl,
        pageUrl: workspace.pageUrl,
        members: [...elsewhere.values()].sort(),
      },
    );
    parent = made?.entityRef;
    if (made) {
      yield made;
    }
  }

  for await (const user of buildUsers(options, finish, parent)) {
    refs.set(user.key.slice(userKeyOf('').length), user.entityRef);
    yield user;
  }
  const refsOf = (uuids: string[]) =>
    [...new Set(uuids)].flatMap(uuid => refs.get(uuid) ?? []).sort();

  if (config.groups.workspace) {
    const made = await group(
      OWNERS_KEY,
      { of: 'owners', workspace },
      {
        type: 'workspace-owners',
        displayName: `Owners of ${titleOf(workspace)}`,
        parent,
        members: refsOf(groups.owners),
      },
    );
    if (made) {
      yield made;
    }
  }
  for (const { project, people } of groups.projects ?? []) {
    const made =
      people &&
      (await group(
        projectKeyOf(project.uuid),
        { of: 'project', workspace, project },
        {
          type: 'project',
          displayName: project.name ?? project.key,
          description: project.description,
          avatarUrl: project.avatarUrl,
          pageUrl: project.pageUrl,
          parent,
          members: refsOf(people),
        },
      ));
    if (made) {
      yield made;
    }
  }
}

async function* buildUsers(
  { config, members, knownNames, userTransformer }: BuildEntitiesOptions,
  finish: ReturnType<typeof createFinish>,
  parent: string | undefined,
): AsyncGenerator<WantedEntity> {
  const names = chooseNames(
    members.map(({ uuid, nickname }) => ({
      key: userKeyOf(uuid),
      wishes: [nickname],
      uuid,
    })),
    onlyOf(knownNames, 'user:'),
  );
  for (const member of members) {
    const key = userKeyOf(member.uuid);
    const name = names.get(key) ?? '';
    const built = toUserEntity(member, {
      name,
      namespace: config.userNamespace,
      memberOf: parent ? [parent] : [],
    });
    const changed = userTransformer
      ? await userTransformer(built, { member })
      : built;
    if (changed) {
      yield finish(key, name, changed);
    }
  }
}

function chooseGroupNames({
  groups: { workspace, projects },
  knownNames,
}: BuildEntitiesOptions): Map<string, string> {
  const { slug, uuid } = workspace;
  const requests: NameRequest[] = [
    { key: WORKSPACE_KEY, wishes: [slug], uuid },
    { key: OWNERS_KEY, wishes: [`${slug}-owners`], uuid },
    ...(projects ?? []).map(({ project }) => ({
      key: projectKeyOf(project.uuid),
      wishes: [`${slug}-${project.key}`],
      uuid: project.uuid,
    })),
  ];
  return chooseNames(requests, onlyOf(knownNames, 'group:'));
}

function onlyOf(names: ReadonlyMap<string, string>, prefix: string) {
  return new Map([...names].filter(([key]) => key.startsWith(prefix)));
}

function titleOf({ name, slug }: BitbucketWorkspace): string {
  return name || slug;
}

/** Adds what the catalog needs of every entity of this provider. */
function createFinish(
  providerId: string,
  onWanted: BuildEntitiesOptions['onWanted'],
) {
  const location = locationOf(providerId);
  const keys = new Map<string, string>();
  return (key: string, name: string, changed: Entity | GroupEntity) => {
    const entity: Entity = {
      ...changed,
      metadata: {
        ...changed.metadata,
        annotations: {
          ...changed.metadata.annotations,
          [ANNOTATION_LOCATION]: location,
          [ANNOTATION_ORIGIN_LOCATION]: location,
        },
      },
    };
    const entityRef = stringifyEntityRef(entity);
    const other = keys.get(entityRef);
    if (other !== undefined) {
      throw new InputError(
        `A transformer gives two entities the name ${entityRef}: ${other} and ${key}. Names must differ.`,
      );
    }
    keys.set(entityRef, key);
    onWanted?.(entity);
    const digest = createHash('sha256')
      .update(JSON.stringify(entity))
      .digest('base64url');
    return { key, name, entityRef, digest, entity };
  };
}
