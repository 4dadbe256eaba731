import { namesOf } from '../store/recordsOf';
import {
  BITBUCKET_PROJECT_KEY_ANNOTATION,
  type BitbucketWorkspace,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type GroupEntity, stringifyEntityRef } from '@backstage/catalog-model';
import { type BuildEntitiesOptions } from './BuildEntitiesOptions';
import { type Subject } from '../model/nameBinding';
import { type NameRequest } from './chooseNames';
import {
  OWNERS_KEY,
  OWNERS_ROLE,
  projectKeyOf,
  WORKSPACE_KEY,
} from '../model/entityKeys';
import { type EntityFinisher, type FinishedEntity } from './finishEntity';
import { type ProjectWithPeople } from '../read/readProjects';
import { type WorkspaceGroups } from '../read/readWorkspace';
import { settleNames } from './settleNames';
import { toGroupEntity } from './toEntity';
import { type BitbucketGroupContext } from '../model/transformers';

type GroupTexts = Omit<
  Parameters<typeof toGroupEntity>[0],
  'name' | 'namespace'
>;

interface GroupDraft {
  key: string;
  subject: Subject;
  context: BitbucketGroupContext;
  texts: GroupTexts;
}

/** Builds the Groups of a workspace, each with a name that is bound to its subject. */
export class GroupBuilder {
  private constructor(
    private readonly options: BuildEntitiesOptions,
    private readonly finisher: EntityFinisher,
    private readonly names: ReadonlyMap<string, string>,
  ) {}

  static async create(
    options: BuildEntitiesOptions,
    finisher: EntityFinisher,
  ): Promise<GroupBuilder> {
    const { claims, config, records } = options;
    // Members receive the permissions of a Group, so the records alone do not prove which source owns
    // it.
    await claims.ask(
      [...records.values()]
        .filter(({ key }) => key.startsWith('group:'))
        .map(record => record.entity_ref),
    );
    const names = await settleNames(requestsOf(options.groups), {
      ...options,
      known: namesOf(records, 'group:'),
      refOf: name =>
        stringifyEntityRef({
          kind: 'Group',
          namespace: config.groups.namespace,
          name,
        }),
    });
    return new GroupBuilder(options, finisher, names);
  }

  async workspace(members: string[]): Promise<FinishedEntity | undefined> {
    const { workspace } = this.options.groups;
    return this.#build({
      key: WORKSPACE_KEY,
      subject: { uuid: workspace.uuid },
      context: { of: 'workspace', workspace },
      texts: {
        type: 'workspace',
        displayName: titleOf(workspace),
        avatarUrl: workspace.avatarUrl,
        pageUrl: workspace.pageUrl,
        members,
      },
    });
  }

  async owners(
    members: string[],
    parent: string | undefined,
  ): Promise<FinishedEntity | undefined> {
    const { workspace } = this.options.groups;
    return this.#build({
      key: OWNERS_KEY,
      subject: { uuid: workspace.uuid, role: OWNERS_ROLE },
      context: { of: 'owners', workspace },
      texts: {
        type: 'workspace-owners',
        displayName: `Owners of ${titleOf(workspace)}`,
        parent,
        members,
      },
    });
  }

  async project(
    { project }: ProjectWithPeople,
    members: string[],
    parent: string | undefined,
  ): Promise<FinishedEntity | undefined> {
    const { workspace } = this.options.groups;
    return this.#build({
      key: projectKeyOf(project.uuid),
      subject: { uuid: project.uuid },
      context: { of: 'project', workspace, project },
      texts: {
        type: 'project',
        annotations: {
          [BITBUCKET_PROJECT_KEY_ANNOTATION]: `${workspace.slug}/${project.key}`,
        },
        displayName: project.name ?? project.key,
        description: project.description,
        avatarUrl: project.avatarUrl,
        pageUrl: project.pageUrl,
        parent,
        members,
      },
    });
  }

  async #build({
    key,
    subject,
    context,
    texts,
  }: GroupDraft): Promise<FinishedEntity | undefined> {
    const { config, groupTransformer } = this.options;
    const make = (): GroupEntity =>
      toGroupEntity({
        ...texts,
        name: this.names.get(key) ?? '',
        namespace: config.groups.namespace,
      });
    const changed = groupTransformer
      ? await groupTransformer(make(), context)
      : make();
    const [finished] = changed
      ? await this.finisher.finish([
          { key, subject, built: make(), changed, identity: {} },
        ])
      : [];
    return finished;
  }
}

function requestsOf({ workspace, projects }: WorkspaceGroups): NameRequest[] {
  const { slug, uuid } = workspace;
  return [
    { key: WORKSPACE_KEY, wishes: [slug], uuid },
    { key: OWNERS_KEY, wishes: [slug], uuid, role: OWNERS_ROLE },
    ...(projects ?? []).map(({ project }) => ({
      key: projectKeyOf(project.uuid),
      wishes: [`${slug}-${project.key}`],
      uuid: project.uuid,
    })),
  ];
}

function titleOf({ name, slug }: BitbucketWorkspace): string {
  return name || slug;
}
