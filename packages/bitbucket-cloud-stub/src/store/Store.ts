import { type z } from 'zod/v4';
import { accessTokenSchema, clientSchema, personSchema } from '../seed/parts';
import type {
  AccessToken,
  OAuthClient,
  Person,
  Project,
  Seed,
  Workspace,
} from '../model/types';
import { Hooks, type HooksState } from './Hooks';
import { ActivityContext } from '../activity/ActivityContext';
import { openBuilds } from '../activity/openBuilds';
import { openHistory } from '../activity/openHistory';
import { Builds, type BuildsState } from './Builds';
import { openRepository } from './LiveRepository';
import { People } from './People';
import { Repositories, type RepositoriesState } from './Repositories';

/** The part of a snapshot with accounts, clients and repositories. */
export interface StoreState {
  people: readonly Person[];
  clients: ReadonlyMap<string, OAuthClient>;
  accessTokens: ReadonlyMap<string, AccessToken>;
  repositories: RepositoriesState;
  hooks: HooksState;
  builds: BuildsState;
}

/**
 * The current accounts, workspaces, projects, repositories and clients of one stub. Callers must not
 * change the returned objects.
 */
export class Store {
  readonly repositories: Repositories;
  readonly hooks: Hooks;
  readonly builds: Builds;
  /** The activity of the seed. */
  readonly activity: ActivityContext | undefined;
  readonly #seed: Seed;
  readonly #workspaces = new Map<string, Workspace>();
  readonly #projects = new Map<string, Project[]>();
  #people = new People();
  #clients = new Map<string, OAuthClient>();
  #accessTokens = new Map<string, AccessToken>();

  /**
   * @param seed - A validated seed that no caller changes afterwards.
   * @param startedAt - The time to which the activity of the seed is relative: milliseconds since the Unix epoch.
   */
  constructor(seed: Seed, startedAt: number) {
    this.#seed = seed;
    this.activity =
      seed.activity && new ActivityContext(seed.activity, startedAt, seed);
    this.repositories = new Repositories(
      seed.repositories ?? [],
      this.activity && createOpener(this.activity),
      uuid => this.activity?.of(uuid) !== undefined,
    );
    this.builds = new Builds(each =>
      openBuilds(each, this.repositories, this.activity),
    );
    this.hooks = new Hooks([...seed.workspaces, ...(seed.repositories ?? [])]);
    for (const workspace of seed.workspaces) {
      this.#workspaces.set(workspace.slug, workspace);
      this.#workspaces.set(workspace.uuid, workspace);
      this.#projects.set(workspace.slug, []);
    }
    for (const project of seed.projects ?? []) {
      this.#projects.get(project.workspace)?.push(project);
    }
    this.reset();
  }

  /** Resets to the seed. */
  reset(): void {
    const { people, clients, accessTokens = [] } = this.#seed;
    this.#people = new People(people);
    this.#clients = new Map(clients.map(client => [client.id, client]));
    this.#accessTokens.clear();
    this.repositories.reset();
    this.hooks.reset();
    this.builds.reset();
    for (const token of accessTokens) {
      this.registerAccessToken(token);
    }
  }

  /** Returns the state that can change, for `restore`. */
  snapshot(): StoreState {
    return {
      people: this.people,
      clients: new Map(this.#clients),
      accessTokens: new Map(this.#accessTokens),
      repositories: this.repositories.snapshot(),
      hooks: this.hooks.snapshot(),
      builds: this.builds.snapshot(),
    };
  }

  restore(state: StoreState): void {
    this.#people = new People(state.people);
    this.#clients = new Map(state.clients);
    this.#accessTokens = new Map(state.accessTokens);
    this.repositories.restore(state.repositories);
    this.hooks.restore(state.hooks);
    this.builds.restore(state.builds);
  }

  get people(): Person[] {
    return this.#people.all;
  }

  get clients(): OAuthClient[] {
    return [...this.#clients.values()];
  }

  /** Finds a person by username, uuid or account id. */
  findPerson(id: string): Person | undefined {
    return this.#people.find(id);
  }

  /** Finds the people who have confirmed an address. */
  findPeopleByEmail(email: string): Person[] {
    return this.#people.findByEmail(email);
  }

  findClient(id: string): OAuthClient | undefined {
    return this.#clients.get(id);
  }

  /** Finds a workspace by slug, or by uuid with braces. */
  findWorkspace(id: string): Workspace | undefined {
    return this.#workspaces.get(id);
  }

  /** Returns the workspace in whose settings a client was registered. */
  workspaceOf(client: OAuthClient): Workspace | undefined {
    return client.workspace === undefined
      ? this.#seed.workspaces[0]
      : this.findWorkspace(client.workspace);
  }

  /** Returns the workspaces of which a person is a member, by slug. */
  workspacesOf(person: Person): Workspace[] {
    return Object.keys(person.workspaces)
      .sort()
      .flatMap(slug => this.findWorkspace(slug) ?? []);
  }

  /** Returns the members of a workspace, including inactive ones. */
  membersOf(workspace: Workspace): readonly Person[] {
    return this.#people.membersOf(workspace.slug);
  }

  projectsOf(workspace: Workspace): readonly Project[] {
    return this.#projects.get(workspace.slug) ?? [];
  }

  findProject(workspace: Workspace, key: string): Project | undefined {
    return this.projectsOf(workspace).find(project => project.key === key);
  }

  /** Changes an account. Throws an Error that names the field if the result would be invalid. */
  updatePerson(person: Person, change: Partial<Person>): Person {
    const updated = check(personSchema, 'person', { ...person, ...change });
    const slugs = this.#seed.workspaces.map(workspace => workspace.slug);
    const unknown = Object.keys(updated.workspaces).find(
      slug => !slugs.includes(slug),
    );
    if (unknown) {
      throw new Error(
        `There is no workspace "${unknown}" at the stub. It has: ${slugs.join(
          ', ',
        )}.`,
      );
    }
    const namesake = [updated.username, updated.account_id]
      .map(id => this.findPerson(id))
      .find(other => other && other.uuid !== person.uuid);
    if (namesake || updated.uuid !== person.uuid) {
      throw new Error(
        namesake
          ? `The username and the account id must be unique; ${namesake.username} already has them.`
          : 'The uuid of an account never changes.',
      );
    }
    this.#people.set(updated);
    return updated;
  }

  /** Registers a client, or replaces the one with the same id. */
  registerClient(client: OAuthClient): void {
    const checked = check(clientSchema, 'client', client);
    if (!this.workspaceOf(checked) && checked.workspace !== undefined) {
      throw new Error(
        `The client is not valid: workspace: there is no workspace "${checked.workspace}" at the stub.`,
      );
    }
    this.#clients.set(checked.id, checked);
  }

  findAccessToken(token: string): AccessToken | undefined {
    return this.#accessTokens.get(token);
  }

  /** Registers an access token, or replaces the one with the same text. */
  registerAccessToken(token: AccessToken): void {
    const checked = check(accessTokenSchema, 'access token', token);
    const { repository: name } = checked;
    if (name === undefined) {
      this.#accessTokens.set(checked.token, checked);
      return;
    }
    const [workspace, slug] = name.split('/');
    const repository =
      this.repositories.find(workspace, slug) ??
      this.repositories.findByUuid(name);
    if (!repository) {
      throw new Error(
        `The access token is not valid: repository: there is no repository "${name}" at the stub.`,
      );
    }
    // The token stays valid if the repository gets another name.
    const { uuid } = repository;
    this.#accessTokens.set(checked.token, { ...checked, repository: uuid });
  }

  /** Invalidates the token. */
  revokeAccessToken(token: string): void {
    this.#accessTokens.delete(token);
  }
}

function createOpener(activity: ActivityContext): typeof openRepository {
  return (repository, parent) => {
    const live = openRepository(repository, parent);
    const seed = activity.of(repository.uuid);
    if (seed) {
      openHistory(live, repository, [activity, seed.pull_requests ?? []]);
      live.hasPipelines = seed.definition !== undefined;
    }
    return live;
  };
}

function check<T>(schema: z.ZodType<T>, what: string, value: unknown): T {
  const result = schema.safeParse(structuredClone(value));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(
      `The ${what} is not valid: ${issue.path.join('.')}: ${issue.message}`,
    );
  }
  return result.data;
}
