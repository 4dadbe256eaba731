import { describeCommit } from '../../events/repositoryResource';
import type { Repository } from '../../model/types';
import type { Commit } from '../../store/Commit';
import type { Call } from '../Call';
import { RestError } from '../RestError';
import type { RestEndpoint } from './RestEndpoint';

const PATH = '/repositories/{workspace}/{repo_slug}';

/** The commits of repositories. */
export const COMMIT_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: `${PATH}/commit/{commit}`,
    scopes: ['repository'],
    respond: call => {
      const repository = call.repository();
      const commit = findCommit(call, repository, call.param('commit'));
      const body = describeCommit(call.context, repository, commit);
      return call.send({ body });
    },
  },
  {
    method: 'GET',
    path: `${PATH}/commits`,
    scopes: ['repository'],
    respond: call => {
      const repository = call.repository();
      const included = readRevisions(call, repository, 'include');
      const all = call.context.store.repositories
        .branchesOf(repository)
        .map(([, commit]) => commit);
      return sendCommits(call, repository, included.length ? included : all);
    },
  },
  {
    method: 'GET',
    path: `${PATH}/commits/{revision}`,
    scopes: ['repository'],
    respond: call => {
      const repository = call.repository();
      return sendCommits(call, repository, [
        findCommit(call, repository, call.param('revision')),
        ...readRevisions(call, repository, 'include'),
      ]);
    },
  },
];

/** Finds a commit by its hash or a branch. Throws a 404 if it does not exist. */
export function findCommit(
  { context }: Call,
  repository: Repository,
  revision: string,
): Commit {
  const commit = context.store.repositories.findCommit(repository, revision);
  if (!commit) {
    throw new RestError(404, 'Commit not found', {
      data: { shas: [revision] },
    });
  }
  return commit;
}

function sendCommits(
  call: Call,
  repository: Repository,
  include: Commit[],
): Response {
  const { repositories } = call.context.store;
  const exclude = readRevisions(call, repository, 'exclude');
  const path = call.query('path')?.replace(/^\/|\/$/g, '');
  const commits = repositories
    .commitsOf(repository, include, exclude)
    .filter(
      commit =>
        path === undefined ||
        changes(commit, findParent(call, repository, commit), path),
    );
  return call.sendList(
    commits,
    each => ({ body: describeCommit(call.context, repository, each) }),
    { isUncounted: true, ignoresQuery: true },
  );
}

function readRevisions(
  call: Call,
  repository: Repository,
  name: 'include' | 'exclude',
): Commit[] {
  return call.url.searchParams
    .getAll(name)
    .map(revision => findCommit(call, repository, revision));
}

function findParent(
  { context }: Call,
  repository: Repository,
  { parents }: Commit,
): Commit | undefined {
  return context.store.repositories.findCommit(repository, parents[0] ?? '');
}

/** Returns whether a commit changes a file or a file within a directory. */
function changes(
  { files }: Commit,
  parent: Commit | undefined,
  path: string,
): boolean {
  const before = parent?.files;
  const isWithin = (each: string) =>
    each === path || each.startsWith(`${path}/`);
  const isOther = (each: string) => {
    const [old, current] = [before?.get(each), files.get(each)];
    return (
      old !== current &&
      (!old ||
        !current ||
        old.mode !== current.mode ||
        !old.data.equals(current.data))
    );
  };
  return [...files.keys(), ...(before?.keys() ?? [])]
    .filter(isWithin)
    .some(isOther);
}
