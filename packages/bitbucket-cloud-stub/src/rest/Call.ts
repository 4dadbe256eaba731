import type { Context } from 'hono';
import type { StubContext } from '../context';
import type { StubEnv } from '../http/StubEnv';
import { isScopeGranted } from '../model/scopes';
import type {
  Project,
  ProjectPermission,
  Repository,
  Workspace,
} from '../model/types';
import type { Caller } from './authentication';
import { selectFields, type Json } from './fields';
import { paginate } from './paging';
import { readFilter, readOrder, type QueryFields } from './query/select';
import { noWorkspace, notImplemented, RestError } from './RestError';

const NO_ACCESS = 'You do not have access to this workspace.';

/** A resource as an endpoint returns it. */
export interface Representation {
  body: object;
  /** The resource with everything that the parameter `fields` can add. Defaults to the body. */
  full?: () => object;
}

/** The query options of a collection. Without them, the stub responds to `q` and `sort` with 501. */
export interface ListOptions {
  filter?: QueryFields;
  sort?: QueryFields;
  /** The endpoint ignores `q` and `sort`, as Atlassian documents for some. */
  ignoresQuery?: boolean;
}

/** One authorized request to the REST API, and the methods to respond to it. */
export class Call {
  readonly url: URL;

  constructor(
    readonly c: Context<StubEnv>,
    readonly context: StubContext,
    readonly caller: Caller,
    private readonly endpoint: string,
  ) {
    this.url = new URL(c.req.url);
  }

  /** Returns a decoded part of the path. */
  param(name: string): string {
    return this.c.req.param(name as never) ?? '';
  }

  /** Returns a parameter of the query. */
  query(name: string): string | undefined {
    return this.url.searchParams.get(name) ?? undefined;
  }

  send(
    { body, full = () => body }: Representation,
    status: 200 | 201 = 200,
  ): Response {
    return this.c.json(this.#select(body, full), status);
  }

  /** Sends the requested page of a collection. */
  sendList<T>(
    items: readonly T[],
    present: (item: T) => Representation,
    options: ListOptions = {},
  ): Response {
    const selected = this.#selectItems(items, present, options);
    const { url, context } = this;
    const page = paginate(
      selected,
      url.searchParams,
      `${context.site.url}${url.pathname}`,
    );
    if (typeof page === 'string') {
      throw new RestError(400, page);
    }
    const values = page.values.map(present);
    const body = { ...page, values: values.map(each => each.body) };
    return this.c.json(
      this.#select(body, () => ({
        ...page,
        values: values.map(wholeOf),
      })),
    );
  }

  /** Returns the workspace of the path. Throws a 404 if the caller cannot see it. */
  workspace(): Workspace {
    const id = this.param('workspace');
    const workspace = this.context.store.findWorkspace(id);
    if (!workspace || !this.seesWorkspace(workspace)) {
      throw noWorkspace(id);
    }
    return workspace;
  }

  /** Returns the workspace of the path. Throws a 404 or 403 unless the caller belongs to it. */
  ownWorkspace(): Workspace {
    const workspace = this.workspace();
    if (!this.belongsTo(workspace)) {
      throw new RestError(403, NO_ACCESS);
    }
    return workspace;
  }

  /** The same, but a workspace of others is a 403 and not a 404. */
  ownWorkspaceOrForbidden(): Workspace {
    const id = this.param('workspace');
    const workspace = this.context.store.findWorkspace(id);
    if (!workspace) {
      throw noWorkspace(id);
    }
    if (!this.belongsTo(workspace)) {
      throw new RestError(403, NO_ACCESS);
    }
    return workspace;
  }

  /** Returns the repository of the path. Throws a 404 if the caller cannot see it. */
  repository(): Repository {
    const { store } = this.context;
    const workspace = store.findWorkspace(this.param('workspace'));
    const repository =
      workspace &&
      store.repositories.find(workspace.slug, this.param('repo_slug'));
    if (!repository || !this.seesRepository(repository)) {
      throw new RestError(
        404,
        'You may not have access to this repository or it no longer exists in this workspace. If you think this repository exists and you have access, make sure you are authenticated.',
      );
    }
    return repository;
  }

  seesWorkspace(workspace: Workspace): boolean {
    return workspace.is_private === false || this.belongsTo(workspace);
  }

  seesRepository({ is_private: isPrivate, workspace }: Repository): boolean {
    return isPrivate === false || this.#belongsTo(workspace);
  }

  seesProject({ is_private: isPrivate, workspace }: Project): boolean {
    return isPrivate === false || this.#belongsTo(workspace);
  }

  belongsTo(workspace: Workspace): boolean {
    return this.#belongsTo(workspace.slug);
  }

  /** Returns whether the caller owns a workspace, or is a client that acts for it. */
  administers(workspace: string): boolean {
    const { caller } = this;
    return caller.kind === 'person'
      ? caller.person.workspaces[workspace] === 'owner'
      : caller.workspace?.slug === workspace;
  }

  /** Returns whether the caller administers a project, and therefore its repositories. */
  administersProject(workspace: string, key: string): boolean {
    return (
      this.administers(workspace) ||
      this.#permission(workspace, key) === 'admin'
    );
  }

  /** Returns whether the caller can change the repositories of a project. */
  writesTo(workspace: string, key: string): boolean {
    const permission = this.#permission(workspace, key) ?? 'read';
    return this.administers(workspace) || permission !== 'read';
  }

  /** Throws a 403 that names the scopes if the token lacks one of them. */
  requireScopes(required: string[]): void {
    const { scopes } = this.caller;
    if (!required.every(scope => isScopeGranted(scopes, scope))) {
      throw new RestError(
        403,
        'Your credentials lack one or more required privilege scopes.',
        { detail: { required, granted: scopes } },
      );
    }
  }

  /** Returns a 501 for an unsupported part of this endpoint. */
  notImplemented(what: string): RestError {
    return notImplemented(`${what} of ${this.endpoint}`);
  }

  #belongsTo(workspace: string): boolean {
    const { caller } = this;
    return caller.kind === 'person'
      ? Object.hasOwn(caller.person.workspaces, workspace)
      : caller.workspace?.slug === workspace;
  }

  #permission(workspace: string, key: string): ProjectPermission | undefined {
    const { caller } = this;
    return caller.kind === 'person' && this.#belongsTo(workspace)
      ? caller.person.projects?.[`${workspace}/${key}`]
      : undefined;
  }

  #selectItems<T>(
    items: readonly T[],
    present: (item: T) => Representation,
    { filter, sort, ignoresQuery = false }: ListOptions,
  ): readonly T[] {
    const q = ignoresQuery ? undefined : this.query('q');
    const order = ignoresQuery ? undefined : this.query('sort');
    if (q !== undefined && !filter) {
      throw this.notImplemented('the parameter q');
    }
    if (order !== undefined && !sort) {
      throw this.notImplemented('the parameter sort');
    }
    if (q === undefined && order === undefined) {
      return items;
    }
    const accept = q === undefined ? () => true : readFilter(q, filter ?? {});
    const compare =
      order === undefined ? () => 0 : readOrder(order, sort ?? {});
    return items
      .map(item => ({ item, told: present(item).body }))
      .filter(({ told }) => accept(told))
      .sort((a, b) => compare(a.told, b.told))
      .map(({ item }) => item);
  }

  #select(body: object, full: () => object): object {
    const fields = this.query('fields');
    return fields
      ? (selectFields(fields, body as Json, full() as Json) as object)
      : body;
  }
}

function wholeOf({ body, full = () => body }: Representation): object {
  return full();
}
