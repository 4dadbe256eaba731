import type { Repository } from '../model/types';
import { findFileWithin } from '../model/findFileWithin';
import type { RepositoryFile } from '../git/objects';
import { createCommit, type Author, type Commit } from './Commit';
import {
  copyRepository,
  mainBranchOf,
  openRepository,
  type LiveRepository,
} from './LiveRepository';
import type { PullRequest } from './PullRequest';
import { reach } from './reach';

/** The changes of a commit on top of a branch. */
export interface Change {
  branch: string;
  /** By path; `null` removes the file. */
  files: Record<string, RepositoryFile | null>;
  message: string;
  author: Author;
  date: string;
}

/** The result of a push to a branch. */
export interface Pushed {
  before: Commit | undefined;
  after: Commit;
}

/** The part of a snapshot with the repositories. */
export interface RepositoriesState {
  repositories: readonly Repository[];
  live: ReadonlyMap<string, LiveRepository>;
  formerly: ReadonlyMap<string, string>;
}

/** The repositories of one stub. Branches are created from the seed at their first use. */
export class Repositories {
  readonly #seed: readonly Repository[];
  #byUuid = new Map<string, Repository>();
  #bySlug = new Map<string, Repository>();
  #lists = new Map<string, Repository[]>();
  #live = new Map<string, LiveRepository>();
  #formerly = new Map<string, string>();

  constructor(
    repositories: readonly Repository[],
    private readonly open = openRepository,
    private readonly hasSeed: (uuid: string) => boolean = () => false,
  ) {
    this.#seed = repositories;
    this.reset();
  }

  reset(): void {
    this.restore({
      repositories: this.#seed,
      live: new Map(),
      formerly: new Map(),
    });
  }

  snapshot(): RepositoriesState {
    return {
      repositories: [...this.#byUuid.values()],
      live: copyAll(this.#live),
      formerly: new Map(this.#formerly),
    };
  }

  restore({ repositories, live, formerly }: RepositoriesState): void {
    this.#byUuid = new Map(repositories.map(each => [each.uuid, each]));
    this.#bySlug = new Map(repositories.map(each => [nameOf(each), each]));
    this.#lists.clear();
    this.#live = copyAll(live);
    this.#formerly = new Map(formerly);
  }

  of(workspace: string): readonly Repository[] {
    let list = this.#lists.get(workspace);
    if (!list) {
      list = [...this.#byUuid.values()].filter(
        each => each.workspace === workspace,
      );
      this.#lists.set(workspace, list);
    }
    return list;
  }

  /** @param id - Slug, or uuid with braces. */
  find(workspace: string, id: string): Repository | undefined {
    const found =
      this.#bySlug.get(`${workspace}/${id}`) ?? this.#byUuid.get(id);
    return found?.workspace === workspace ? found : undefined;
  }

  findByUuid(uuid: string): Repository | undefined {
    return this.#byUuid.get(uuid);
  }

  /** Finds the repository that had a slug before it was renamed or transferred. */
  findFormer(workspace: string, slug: string): Repository | undefined {
    return this.#byUuid.get(this.#formerly.get(`${workspace}/${slug}`) ?? '');
  }

  add(repository: Repository): void {
    this.#byUuid.set(repository.uuid, repository);
    this.#bySlug.set(nameOf(repository), repository);
    this.#formerly.delete(nameOf(repository));
    this.#lists.delete(repository.workspace);
  }

  /** Replaces a repository with a changed one. */
  replace(before: Repository, after: Repository, date: string): void {
    this.#open(before).updatedOn = date;
    this.#bySlug.delete(nameOf(before));
    this.#lists.delete(before.workspace);
    this.add(after);
    if (nameOf(before) !== nameOf(after)) {
      this.#formerly.set(nameOf(before), after.uuid);
    }
  }

  remove(repository: Repository): void {
    this.#byUuid.delete(repository.uuid);
    this.#bySlug.delete(nameOf(repository));
    this.#lists.delete(repository.workspace);
    this.#live.delete(repository.uuid);
  }

  /** Adds a repository with the branches of another. */
  fork(parent: Repository, fork: Repository): void {
    const { branches, commits } = copyRepository(this.#open(parent));
    this.add(fork);
    Object.assign(this.#open(fork), { branches, commits });
  }

  forksOf({ uuid }: Repository): Repository[] {
    return [...this.#byUuid.values()].filter(each => each.parent === uuid);
  }

  /** The branches by name, sorted as git sorts them, and their latest commits. */
  branchesOf(repository: Repository): [name: string, commit: Commit][] {
    const { branches, commits } = this.#open(repository);
    return [...branches]
      .map(([name, hash]): [string, Commit] => [name, commits.get(hash)!])
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

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

  /** The commits that can be reached from some commits and not from others, newest first. */
  commitsOf(
    repository: Repository,
    include: readonly Commit[],
    exclude: readonly Commit[] = [],
  ): Commit[] {
    const { commits } = this.#open(repository);
    const hidden = reach(commits, exclude, new Set());
    const shown = reach(commits, include, hidden);
    return [...commits.values()]
      .filter(({ hash }) => shown.has(hash))
      .reverse();
  }

  /** Commits on top of a branch; a new branch starts from the main branch. */
  push(repository: Repository, change: Change): Pushed {
    const before = this.findBranch(repository, change.branch);
    const base =
      before ?? this.findBranch(repository, mainBranchOf(repository));
    const files = new Map(base?.files);
    for (const [path, file] of Object.entries(change.files)) {
      if (file === null) {
        files.delete(path);
      } else {
        files.set(path, file);
      }
    }
    const within = findFileWithin([...files.keys()]);
    if (within !== undefined) {
      throw new Error(
        `The push is not valid: files: a directory of "${within}" would be a file as well.`,
      );
    }
    const { author, date, message } = change;
    const parents = base ? [base.hash] : [];
    const after = createCommit({ author, date, message, parents }, files);
    this.addCommits(repository, [after]);
    this.setBranch(repository, change.branch, after.hash, date);
    return { before, after };
  }

  /** @param commits - Parents before their children. */
  addCommits(repository: Repository, commits: readonly Commit[]): void {
    const known = this.#open(repository).commits;
    for (const commit of commits) {
      if (!known.has(commit.hash)) {
        known.set(commit.hash, commit);
      }
    }
  }

  /** @param hash - Of a commit of the repository; undefined removes the branch. */
  setBranch(
    repository: Repository,
    name: string,
    hash: string | undefined,
    date: string,
  ): void {
    const live = this.#open(repository);
    if (hash === undefined) {
      live.branches.delete(name);
    } else {
      live.branches.set(name, hash);
    }
    live.updatedOn = date;
  }

  /** When the repository, its settings or one of its branches changed. ISO 8601. */
  updatedOn(repository: Repository): string {
    return this.#open(repository).updatedOn;
  }

  pullRequestsOf(repository: Repository): readonly PullRequest[] {
    return this.#open(repository).pullRequests;
  }

  /** Whether a repository has been used, or its seed is not trivial, so that reading it is worthwhile. */
  mayHavePullRequests({ uuid }: Repository): boolean {
    return this.#live.has(uuid) || this.hasSeed(uuid);
  }

  /** Adds a pull request, or replaces the one with the same id. */
  setPullRequest(repository: Repository, pullRequest: PullRequest): void {
    this.#open(repository).pullRequests[pullRequest.id - 1] = pullRequest;
  }

  /** Username, uuid or account ID of each default reviewer. */
  reviewersOf(repository: Repository): readonly string[] {
    return this.#open(repository).reviewers;
  }

  setReviewers(repository: Repository, reviewers: string[]): void {
    this.#open(repository).reviewers = reviewers;
  }

  hasPipelines(repository: Repository): boolean {
    return this.#open(repository).hasPipelines;
  }

  setPipelines(repository: Repository, isEnabled: boolean): void {
    this.#open(repository).hasPipelines = isEnabled;
  }

  #open(repository: Repository): LiveRepository {
    let live = this.#live.get(repository.uuid);
    if (!live) {
      const parent = this.#byUuid.get(repository.parent ?? '');
      live = this.open(repository, parent);
      this.#live.set(repository.uuid, live);
    }
    return live;
  }
}

function nameOf({ workspace, slug }: Repository): string {
  return `${workspace}/${slug}`;
}

function copyAll(
  live: ReadonlyMap<string, LiveRepository>,
): Map<string, LiveRepository> {
  return new Map([...live].map(([uuid, each]) => [uuid, copyRepository(each)]));
}
