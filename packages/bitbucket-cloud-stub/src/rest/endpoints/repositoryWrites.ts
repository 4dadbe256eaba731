import { randomUUID } from 'node:crypto';
import { z } from 'zod/v4';
import {
  createRepository,
  deleteRepository,
  forkRepository,
  updateRepository,
} from '../../changes/changeRepository';
import { slugify } from '../../changes/slugify';
import { describeRepository } from '../../events/repositoryResource';
import type { Project, Repository, Workspace } from '../../model/types';
import { branchName, repositorySlug } from '../../seed/parts';
import type { Call } from '../Call';
import { noWorkspace, RestError } from '../RestError';
import type { RestEndpoint } from './RestEndpoint';

const PATH = '/repositories/{workspace}/{repo_slug}';

// Other fields are ignored, as Atlassian documents for the ones that the URL implies.
const fieldsSchema = z.object({
  scm: z.literal('git', 'must be git').optional(),
  name: z.string().trim().min(1, 'must not be empty').optional(),
  description: z.string().nullish(),
  language: z.string().nullish(),
  is_private: z.boolean().optional(),
  project: z
    .object({ key: z.string().optional(), uuid: z.string().optional() })
    .optional(),
  mainbranch: z.object({ name: branchName }).nullish(),
});

const forkSchema = fieldsSchema.extend({
  workspace: z.object({ slug: z.string() }).optional(),
});

type Fields = z.infer<typeof fieldsSchema>;

/** Creates, changes, forks and deletes repositories. */
export const REPOSITORY_WRITE_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'POST',
    path: PATH,
    scopes: ['repository:admin'],
    respond: call => create(call, call.readJson(fieldsSchema), 200),
  },
  {
    method: 'PUT',
    path: PATH,
    scopes: ['repository:admin'],
    respond: call => {
      const fields = call.readJson(fieldsSchema);
      const { store } = call.context;
      const workspace = store.findWorkspace(call.param('workspace'));
      const isThere = store.repositories.find(
        workspace?.slug ?? '',
        call.param('repo_slug'),
      );
      return isThere ? update(call, fields) : create(call, fields, 201);
    },
  },
  {
    method: 'DELETE',
    path: PATH,
    scopes: ['repository:delete'],
    respond: call => {
      const repository = call.administeredRepository();
      deleteRepository(call.context, repository, call.actor);
      return call.sendNothing();
    },
  },
  {
    method: 'POST',
    path: `${PATH}/forks`,
    scopes: ['repository:write'],
    respond: call => {
      const parent = call.repository();
      const hasBody = (call.c.var.body ?? '') !== '';
      const fields = hasBody ? call.readJson(forkSchema) : {};
      const { slug: workspaceSlug = parent.workspace } = fields.workspace ?? {};
      const workspace = targetWorkspace(call, workspaceSlug);
      const name = fields.name ?? parent.name;
      const slug = name === undefined ? parent.slug : slugify(name);
      const fork = {
        ...parent,
        ...newRepository(call, workspace, {
          slug,
          fields: { ...fields, name },
        }),
        parent: parent.uuid,
      };
      forkRepository(call.context, [parent, fork], call.actor);
      call.c.header('Location', locationOf(call, fork));
      return call.send({ body: describeRepository(call.context, fork) }, 201);
    },
  },
];

function create(call: Call, fields: Fields, status: 200 | 201): Response {
  const workspace = targetWorkspace(call, call.param('workspace'));
  const slug = call.param('repo_slug').toLowerCase();
  const repository = newRepository(call, workspace, { slug, fields });
  createRepository(call.context, repository, call.actor);
  if (status === 201) {
    call.c.header('Location', locationOf(call, repository));
  }
  return call.send(
    { body: describeRepository(call.context, repository) },
    status,
  );
}

function update(call: Call, fields: Fields): Response {
  const before = call.administeredRepository();
  const { context } = call;
  const workspace = context.store.findWorkspace(before.workspace)!;
  const { name, description, language, is_private: isPrivate } = fields;
  const slug = name === undefined ? before.slug : slugify(name);
  const project = fields.project
    ? findProject(call, workspace, fields)
    : context.store.findProject(workspace, before.project)!;
  if (slug !== before.slug) {
    checkSlug(call, workspace, slug);
  }
  checkVisibility(project, isPrivate ?? before.is_private);
  const after = updateRepository(context, before, {
    actor: call.actor,
    fields: {
      slug,
      project: project.key,
      ...(name === undefined ? {} : { name }),
      ...(isPrivate === undefined ? {} : { is_private: isPrivate }),
      ...(description === undefined ? {} : { description: description ?? '' }),
      ...(language === undefined ? {} : { language: language ?? '' }),
    },
  });
  call.c.header('Location', locationOf(call, after));
  return call.send({ body: describeRepository(context, after) });
}

function newRepository(
  call: Call,
  workspace: Workspace,
  { slug, fields }: { slug: string; fields: Fields },
): Repository {
  const project = findProject(call, workspace, fields);
  if (!call.createsIn(workspace.slug, project.key)) {
    throw new RestError(
      400,
      'You do not have permission to create repositories in this project.',
    );
  }
  checkSlug(call, workspace, slug);
  const { name, description, language, mainbranch } = fields;
  const isPrivate = fields.is_private ?? true;
  checkVisibility(project, isPrivate);
  return {
    workspace: workspace.slug,
    slug,
    uuid: `{${randomUUID()}}`,
    project: project.key,
    name: name ?? slug,
    ...(description ? { description } : {}),
    ...(language ? { language } : {}),
    ...(mainbranch ? { mainbranch: mainbranch.name } : {}),
    is_private: isPrivate,
    created_on: call.now,
    updated_on: call.now,
  };
}

function targetWorkspace(call: Call, id: string): Workspace {
  const workspace = call.context.store.findWorkspace(id);
  if (!workspace || !call.seesWorkspace(workspace)) {
    throw noWorkspace(id);
  }
  return workspace;
}

function findProject(
  { context }: Call,
  workspace: Workspace,
  { project: wanted }: Fields,
): Project {
  const projects = context.store.projectsOf(workspace);
  const [project] = wanted
    ? projects.filter(
        ({ key, uuid }) =>
          [key, uuid].includes(wanted.key ?? '') || uuid === wanted.uuid,
      )
    : // Bitbucket uses the oldest project.
      [...projects].sort((a, b) =>
        (a.created_on ?? '').localeCompare(b.created_on ?? ''),
      );
  if (!project) {
    throw new RestError(400, 'Bad request', {
      detail: `project: the workspace has no project "${
        wanted?.key ?? wanted?.uuid ?? ''
      }"`,
    });
  }
  return project;
}

function checkSlug({ context }: Call, workspace: Workspace, slug: string) {
  const result = repositorySlug.safeParse(slug);
  if (!result.success || slug.length > 62) {
    throw new RestError(400, 'Bad request', {
      detail: `slug: ${
        result.error?.issues[0].message ??
        'must not be longer than 62 characters'
      }`,
    });
  }
  if (context.store.repositories.find(workspace.slug, slug)) {
    throw new RestError(
      400,
      'Repository with this Slug and Owner already exists.',
    );
  }
}

// Source: the schema of a project in Atlassian's OpenAPI document.
function checkVisibility(project: Project, isPrivate: boolean | undefined) {
  if (isPrivate === false && (project.is_private ?? true)) {
    throw new RestError(
      400,
      'A private project cannot contain a public repository.',
    );
  }
}

function locationOf({ context }: Call, { workspace, slug }: Repository) {
  return `${context.site.apiUrl}/repositories/${workspace}/${slug}`;
}
