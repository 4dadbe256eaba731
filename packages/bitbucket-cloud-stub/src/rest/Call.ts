import type { Context } from 'hono';
import type { StubContext } from '../context';
import { urlOfPath } from '../http/Site';
import type { StubEnv } from '../http/StubEnv';
import { isScopeGranted } from '../model/scopes';
import type { Repository, Workspace } from '../model/types';
import { Access } from './Access';
import type { z } from 'zod/v4';
import type { Actor } from '../bodies/Actor';
import { actorOf, type Caller } from './authentication';
import { selectFields, type Json } from './fields';
import { paginate, type PageLength } from './paging';
import { readJsonBody } from './readJsonBody';
import {
  readFilter,
  readOrder,
  sortItems,
  type QueryFields,
} from './query/select';
import {
  noRepository,
  noWorkspace,
  notImplemented,
  RestError,
} from './RestError';

const NO_ACCESS = 'You do not have access to this workspace.';

/** A resource as an endpoint returns it. */
export interface Representation {
  body: object;
  /** The resource with everything that the parameter `fields` can add. Defaults to the body. */
  full?: () => object;
}

/** The query options of a collection. Without them, the stub responds to `q` and `sort` with 501. */
export interface ListOptions<T = never> {
  filter?: QueryFields;
  sort?: QueryFields;
  /** Values of some fields without the bodies: a client reads long lists in the order of one of them. */
  sortValues?: Readonly<Record<string, (item: T) => string>>;
  /** The endpoint ignores `q` and `sort`, as Atlassian documents for some. */
  ignoresQuery?: boolean;
  /** The pages do not contain `size` and `page`. */
  isUncounted?: boolean;
  /** Defaults to 10, and at most 100. */
  pageLength?: PageLength;
}

/** One authorized request to the REST API, and the methods to respond to it. */
export class Call extends Access {
  readonly url: URL;

  constructor(
    readonly c: Context<StubEnv>,
    readonly context: StubContext,
    caller: Caller,
    private readonly endpoint: string,
  ) {
    super(caller);
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
    options: ListOptions<T> = {},
  ): Response {
    const selected = this.#selectItems(items, present, options);
    const { url, context } = this;
    const page = paginate(selected, url.searchParams, {
      endpoint: urlOfPath(context.site, url.pathname),
      length: options.pageLength,
    });
    if (typeof page === 'string') {
      throw new RestError(400, page);
    }
    const values = page.values.map(present);
    const { size, page: number, ...uncounted } = page;
    const shown = options.isUncounted ? uncounted : page;
    const body = { ...shown, values: values.map(each => each.body) };
    return this.c.json(
      this.#select(body, () => ({
        ...shown,
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
    const { store, switches } = this.context;
    const { slug = '' } = store.findWorkspace(this.param('workspace')) ?? {};
    const id = this.param('repo_slug');
    const repository =
      store.repositories.find(slug, id) ??
      (switches.formerSlug === 'resolved'
        ? store.repositories.findFormer(slug, id)
        : undefined);
    if (!repository || !this.seesRepository(repository)) {
      throw noRepository();
    }
    return repository;
  }

  /** The same, but throws a 403 unless the caller administers it. */
  administeredRepository(): Repository {
    const repository = this.repository();
    if (!this.administersRepository(repository)) {
      throw new RestError(
        403,
        'You do not have admin access to this repository.',
      );
    }
    return repository;
  }

  /** The same, but throws a 403 unless the caller can push to it. */
  writableRepository(): Repository {
    const repository = this.repository();
    if (!this.writesToRepository(repository)) {
      throw new RestError(
        403,
        'You do not have write access to this repository.',
      );
    }
    return repository;
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

  /** The account of the caller, as the author of a change. */
  get actor(): Actor {
    return actorOf(this.caller, this.context);
  }

  /** The time of the stub, in ISO 8601. */
  get now(): string {
    return new Date(this.context.clock.now()).toISOString();
  }

  /** Returns the JSON in the body. Throws a 415 or 400 for another body. */
  readJson<T>(schema: z.ZodType<T>): T {
    return readJsonBody(this.c, schema);
  }

  /** Responds without a body. */
  sendNothing(): Response {
    // The published client "bitbucket" fails for a response without a content type, even an empty one.
    const headers = { 'Content-Type': 'text/html; charset=utf-8' };
    return this.c.body(null, 204, headers);
  }

  /** Returns a 501 for an unsupported part of this endpoint. */
  notImplemented(what: string): RestError {
    return notImplemented(`${what} of ${this.endpoint}`);
  }

  #selectItems<T>(
    items: readonly T[],
    present: (item: T) => Representation,
    { filter, sort, sortValues, ignoresQuery = false }: ListOptions<T>,
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
    const sorted =
      q === undefined && sortValues && sortItems(items, order!, sortValues);
    if (sorted) {
      return sorted;
    }
    const accept = q === undefined ? () => true : readFilter(q, filter ?? {});
    const compare =
      order === undefined ? () => 0 : readOrder(order, sort ?? {});
    return items
      .map(item => ({ item, told: wholeOf(present(item)) }))
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
