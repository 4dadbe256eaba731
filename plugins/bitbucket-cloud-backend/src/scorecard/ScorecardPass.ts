import { BITBUCKET_USER_ID_ANNOTATION } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  type AuthService,
  type BackstageCredentials,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import {
  type Entity,
  RELATION_MEMBER_OF,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { setImmediate } from 'node:timers/promises';
import { queryCatalog } from '../entities/queryCatalog';
import {
  NAME_FIELDS,
  REPOSITORY_FIELDS,
  type KnownRepository,
  type RepositoryName,
  repositoryOf,
} from '../entities/repositoryOf';
import {
  chooseCandidates,
  MOST_COMPONENTS,
  MOST_OF_REPOSITORY,
} from './chooseCandidates';
import { type ListedRepository, type ScorecardSource } from './ScorecardSource';
import { type ScorecardStore } from './ScorecardStore';
import { type SourceAnswers } from './SourceAnswers';
import { hasUnread, toFacts } from './toFacts';

/** A workspace that the pass reads. */
export interface ScorecardWorkspace {
  workspace: string;
  /** No trailing slash. */
  baseUrl: string;
  source: ScorecardSource;
  /** Resolves when enough calls of the hour are free for the pass. */
  untilFree(signal?: AbortSignal): Promise<void>;
}

/** Finds the workspaces of repositories. */
export interface ScorecardRepositories {
  workspaceOf(name: RepositoryName): Promise<ScorecardWorkspace | undefined>;
}

interface Candidate {
  ref: string;
  owner?: string;
  name: KnownRepository;
  workspace: ScorecardWorkspace;
}

/** Reads the facts of all components, once a day. */
export class ScorecardPass {
  constructor(
    private readonly deps: {
      auth: AuthService;
      catalog: CatalogService;
      logger: LoggerService;
      store: ScorecardStore;
      repositories: ScorecardRepositories;
    },
  ) {}

  /** Checks the components that were checked longest ago first. A pass that is interrupted goes on the next day. */
  async run(signal?: AbortSignal): Promise<void> {
    const { auth, logger, store } = this.deps;
    const credentials = await auth.getOwnServiceCredentials();
    const found = await this.#findCandidates(credentials);
    const checkedAt = await store.checkedAt();
    found.sort(
      (a, b) => (checkedAt.get(a.ref) ?? 0) - (checkedAt.get(b.ref) ?? 0),
    );
    if (found.length > 0) {
      await store.keepOnly(new Set(found.map(({ ref }) => ref)));
    }
    const listed = new Map<ScorecardWorkspace, Map<string, ListedRepository>>();
    const accounts = new Map<string, Promise<Set<string> | undefined>>();
    // Every user can register thousands of components of one repository, and its answers can have some megabytes.
    let last: { key: string; answers: SourceAnswers } | undefined;
    let checked = 0;
    for (const candidate of sortByRepository(found)) {
      signal?.throwIfAborted();
      // With SQLite, reading stored answers never waits.
      await setImmediate();
      const { owner, ref } = candidate;
      await candidate.workspace.untilFree(signal);
      if (!listed.has(candidate.workspace)) {
        const { source } = candidate.workspace;
        listed.set(candidate.workspace, await source.listMainBranches(signal));
      }
      const place = findPlace(candidate, listed);
      if (!place) {
        // Empty, gone, or not visible to the portal.
        await store.remove(ref);
        continue;
      }
      const { main, name, workspace } = place;
      if (owner && !accounts.has(owner)) {
        accounts.set(owner, this.#accountsOf(owner, credentials));
      }
      const ownerAccounts = await (owner && accounts.get(owner));
      const repository = `${name.workspace}/${name.slug}`;
      if (last?.key !== repository.toLowerCase()) {
        last = {
          key: repository.toLowerCase(),
          answers: await workspace.source.read(name, main),
        };
      }
      await store.save(
        ref,
        toFacts(last.answers, {
          repository,
          url: `${workspace.baseUrl}/${repository}`,
          mainBranch: main.name,
          ...(ownerAccounts && { ownerAccounts }),
        }),
      );
      checked += 1;
    }
    logger.info(
      `Scorecard: checked ${checked} of ${found.length} components with a repository`,
    );
  }

  /**
   * Adds what the pages have read since the pass to the components of which a fact was never read. It sends no call for a
   * repository.
   */
  async complete(signal?: AbortSignal): Promise<void> {
    const { auth, store } = this.deps;
    const known = await store.list();
    const unread = new Map([...known].filter(([, facts]) => hasUnread(facts)));
    if (unread.size === 0) {
      return;
    }
    const credentials = await auth.getOwnServiceCredentials();
    const accounts = new Map<string, Promise<Set<string> | undefined>>();
    let last: { key: string; answers: SourceAnswers } | undefined;
    const found = await this.#findCandidates(credentials);
    for (const candidate of sortByRepository(found)) {
      signal?.throwIfAborted();
      await setImmediate();
      const { owner, ref, workspace } = candidate;
      const { mainBranch, repository = '' } = unread.get(ref) ?? {};
      if (mainBranch) {
        if (owner && !accounts.has(owner)) {
          accounts.set(owner, this.#accountsOf(owner, credentials));
        }
        const ownerAccounts = await (owner && accounts.get(owner));
        const key = repository.toLowerCase();
        if (last?.key !== key) {
          // The repository can have another name than the component states.
          const [slugOfWorkspace, slug] = repository.split('/');
          const name = { workspace: slugOfWorkspace, slug };
          last = { key, answers: await workspace.source.known(name) };
        }
        await store.update(
          ref,
          toFacts(last.answers, {
            repository,
            url: `${workspace.baseUrl}/${repository}`,
            mainBranch,
            ...(ownerAccounts && { ownerAccounts }),
          }),
        );
      }
    }
  }

  async #findCandidates(
    credentials: BackstageCredentials,
  ): Promise<Candidate[]> {
    const candidates: Candidate[] = [];
    const entities = queryCatalog(
      this.deps.catalog,
      {
        filter: { kind: 'component' },
        fields: [...NAME_FIELDS, ...REPOSITORY_FIELDS, 'relations'],
      },
      credentials,
    );
    for await (const entity of entities) {
      const name = repositoryOf(entity);
      const workspace =
        name && (await this.deps.repositories.workspaceOf(name));
      if (name && workspace) {
        candidates.push({
          ref: stringifyEntityRef(entity),
          owner: ownerOf(entity),
          name,
          workspace,
        });
      }
    }
    const { chosen, leftOut } = chooseCandidates(
      candidates,
      await this.deps.store.checkedAt(),
    );
    if (leftOut > 0) {
      this.deps.logger.warn(
        `Scorecard: left out ${leftOut} components. It has at most ${MOST_OF_REPOSITORY} components of a repository, and ${MOST_COMPONENTS} in total`,
      );
    }
    return chosen;
  }

  /** Returns undefined if the catalog has no such owner. */
  async #accountsOf(
    owner: string,
    credentials: BackstageCredentials,
  ): Promise<Set<string> | undefined> {
    const { catalog } = this.deps;
    const entity = await catalog.getEntityByRef(owner, { credentials });
    if (!entity) {
      return undefined;
    }
    const users = [entity];
    const members = queryCatalog(
      this.deps.catalog,
      {
        filter: { kind: 'user', [`relations.${RELATION_MEMBER_OF}`]: owner },
        fields: [`metadata.annotations.${BITBUCKET_USER_ID_ANNOTATION}`],
      },
      credentials,
    );
    for await (const user of members) {
      users.push(user);
    }
    return new Set(
      users.flatMap(
        ({ metadata }) =>
          metadata.annotations?.[BITBUCKET_USER_ID_ANNOTATION]?.toLowerCase() ??
          [],
      ),
    );
  }
}

/**
 * Returns where the repository of a component is now: by its name, or else by its uuid, also in another workspace whose
 * repositories are listed.
 */
function findPlace(
  { name: { slug, uuid }, workspace }: Candidate,
  listed: ReadonlyMap<ScorecardWorkspace, Map<string, ListedRepository>>,
): (ListedRepository & { workspace: ScorecardWorkspace }) | undefined {
  const known = listed.get(workspace)?.get(slug.toLowerCase());
  if (known) {
    return { ...known, workspace };
  }
  for (const [each, repositories] of uuid ? listed : []) {
    const moved = repositories.get(uuid!);
    if (moved) {
      return { ...moved, workspace: each };
    }
  }
  return undefined;
}

/** Brings the components of a repository together, where the first of them was. */
function sortByRepository(candidates: readonly Candidate[]): Candidate[] {
  const groups = Object.groupBy(candidates, ({ name: { slug, workspace } }) =>
    `${workspace}/${slug}`.toLowerCase(),
  );
  return Object.values(groups).flatMap(group => group ?? []);
}

/** Returns the owner of an entity. */
export function ownerOf({ relations = [] }: Entity): string | undefined {
  return relations.find(({ type }) => type === RELATION_OWNED_BY)?.targetRef;
}
