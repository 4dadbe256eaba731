import { createHash, randomUUID } from 'node:crypto';
import type { Repository, Webhook } from '../model/types';
import { findFileWithin } from '../model/findFileWithin';

/** A state of the files of a repository. Immutable. */
export interface Commit {
  /** 40 hexadecimal digits. */
  hash: string;
  /** ISO 8601 with an offset. */
  date: string;
  message: string;
  /** Uuid of the author; undefined for commits from the seed. */
  author: string | undefined;
  /** Hashes. */
  parents: string[];
  /** Text by path, sorted by path. */
  files: ReadonlyMap<string, string>;
}

/** A registered webhook. Immutable. */
export interface Hook extends Webhook {
  created_at: string;
}

/** The changes of a commit on top of a branch. */
export interface Change {
  branch: string;
  /** Text by path; `null` removes the file. */
  files: Record<string, string | null>;
  message: string;
  author: string;
  date: string;
}

/** The result of a push to a branch. */
export interface Pushed {
  before: Commit | undefined;
  after: Commit;
}

/** The state of a repository that changes while the stub runs. */
interface Live {
  branches: Map<string, string>;
  commits: Map<string, Commit>;
  hooks: Map<string, Hook>;
}

/** The part of a snapshot with the repositories. */
export type RepositoriesState = Map<Repository, Live>;

const LONG_AGO = '2020-01-01T00:00:00.000000+00:00';

/** The repositories of one stub. Branches are created from the seed at their first use. */
export class Repositories {
  readonly #byWorkspace = new Map<string, Repository[]>();
  readonly #byId = new Map<string, Repository>();
  #live: RepositoriesState = new Map();

  constructor(repositories: readonly Repository[]) {
    for (const repository of repositories) {
      const { workspace, slug, uuid } = repository;
      const siblings = this.#byWorkspace.get(workspace) ?? [];
      siblings.push(repository);
      this.#byWorkspace.set(workspace, siblings);
      this.#byId.set(`${workspace}/${slug}`, repository);
      this.#byId.set(`${workspace}/${uuid}`, repository);
    }
  }

  reset(): void {
    this.#live = new Map();
  }

  snapshot(): RepositoriesState {
    return copy(this.#live);
  }

  restore(state: RepositoriesState): void {
    this.#live = copy(state);
  }

  /** Callers must not change the list. */
  of(workspace: string): readonly Repository[] {
    return this.#byWorkspace.get(workspace) ?? [];
  }

  /** @param id - Slug, or uuid with braces. */
  find(workspace: string, id: string): Repository | undefined {
    return this.#byId.get(`${workspace}/${id}`);
  }

  /** The branches by name, sorted as git sorts them, and their latest commits. */
  branchesOf(repository: Repository): [name: string, commit: Commit][] {
    const { branches, commits } = this.#open(repository);
    return [...branches]
      .map(([name, hash]): [string, Commit] => [name, commits.get(hash)!])
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** The latest commit of a branch. */
  findBranch(repository: Repository, name: string): Commit | undefined {
    const { branches, commits } = this.#open(repository);
    return commits.get(branches.get(name) ?? '');
  }

  /** The latest commit of a branch, or the commit of a hash of at least 7 digits. */
  findCommit(repository: Repository, revision: string): Commit | undefined {
    const { branches, commits } = this.#open(repository);
    const hash = branches.get(revision) ?? revision;
    return (
      commits.get(hash) ??
      (/^[0-9a-f]{7,39}$/.test(hash)
        ? [...commits.values()].find(each => each.hash.startsWith(hash))
        : undefined)
    );
  }

  /** Commits on top of a branch; a new branch starts from the main branch. */
  push(repository: Repository, change: Change): Pushed {
    const { branches, commits } = this.#open(repository);
    const tip = branches.get(change.branch);
    const start = tip ?? branches.get(mainBranchOf(repository));
    const base = start === undefined ? undefined : commits.get(start);
    const files = new Map(base?.files);
    for (const [path, text] of Object.entries(change.files)) {
      if (text === null) {
        files.delete(path);
      } else {
        files.set(path, text);
      }
    }
    const within = findFileWithin([...files.keys()]);
    if (within !== undefined) {
      throw new Error(
        `The push is not valid: files: a directory of "${within}" would be a file as well.`,
      );
    }
    const after = newCommit(repository, {
      date: change.date,
      message: change.message,
      author: change.author,
      parents: base ? [base.hash] : [],
      files,
    });
    commits.set(after.hash, after);
    branches.set(change.branch, after.hash);
    return { before: tip === undefined ? undefined : commits.get(tip), after };
  }

  hooksOf(repository: Repository): Hook[] {
    return [...this.#open(repository).hooks.values()];
  }

  /** @param id - Uuid, with braces or without. */
  findHook(repository: Repository, id: string): Hook | undefined {
    const uuid = id.startsWith('{') ? id : `{${id}}`;
    return this.#open(repository).hooks.get(uuid);
  }

  addHook(
    repository: Repository,
    fields: Omit<Webhook, 'uuid'>,
    createdAt: string,
  ): Hook {
    const uuid = `{${randomUUID()}}`;
    const hook = { ...fields, uuid, created_at: createdAt };
    this.#open(repository).hooks.set(uuid, hook);
    return hook;
  }

  removeHook(repository: Repository, hook: Hook): void {
    this.#open(repository).hooks.delete(hook.uuid);
  }

  #open(repository: Repository): Live {
    let live = this.#live.get(repository);
    if (!live) {
      live = begin(repository);
      this.#live.set(repository, live);
    }
    return live;
  }
}

/** Returns the name of the main branch, whether it exists yet or not. */
export function mainBranchOf(repository: Repository): string {
  return repository.mainbranch ?? 'main';
}

function begin(repository: Repository): Live {
  const { files, branches: others, hooks = [] } = repository;
  const date = repository.created_on ?? LONG_AGO;
  const branches = new Map<string, string>();
  const commits = new Map<string, Commit>();
  const all = {
    ...(files && { [mainBranchOf(repository)]: files }),
    ...others,
  };
  for (const [name, content] of Object.entries(all)) {
    const commit = newCommit(repository, {
      date,
      message: 'As in the seed',
      author: undefined,
      parents: [],
      files: new Map(Object.entries(content)),
    });
    commits.set(commit.hash, commit);
    branches.set(name, commit.hash);
  }
  return {
    branches,
    commits,
    hooks: new Map(
      hooks.map(hook => [hook.uuid, { ...hook, created_at: date }]),
    ),
  };
}

function newCommit(
  repository: Repository,
  parts: Omit<Commit, 'hash'>,
): Commit {
  const sorted = [...parts.files].sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash('sha1')
    .update(JSON.stringify([repository.uuid, { ...parts, files: sorted }]))
    .digest('hex');
  return { ...parts, hash, files: new Map(sorted) };
}

function copy(state: RepositoriesState): RepositoriesState {
  return new Map(
    [...state].map(([repository, { branches, commits, hooks }]) => [
      repository,
      {
        branches: new Map(branches),
        commits: new Map(commits),
        hooks: new Map(hooks),
      },
    ]),
  );
}
