import { treeEntryBody } from '../../bodies/sourceBodies';
import type { Repository } from '../../model/types';
import type { Commit } from '../../store/Commit';
import type { Call, Representation } from '../Call';
import { compareFiles, type FileChange } from '../diffStat';
import type { RestEndpoint } from './RestEndpoint';
import { readSpec } from './readSpec';

/** Which files differ between two commits. */
export const DIFF_STAT_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: '/repositories/{workspace}/{repo_slug}/diffstat/{spec}',
    scopes: ['repository'],
    respond: call => {
      const repository = call.repository();
      const [source, destination] = readSides(call, repository);
      const paths = call.url.searchParams.getAll('path');
      const changes = compareFiles(
        destination?.files ?? new Map(),
        source.files,
        call.query('renames') !== 'false',
      ).filter(
        ({ old, new: current }) =>
          paths.length === 0 ||
          paths.some(path => path === old || path === current),
      );
      return call.sendList(
        changes,
        change => present(call, repository, { change, source, destination }),
        { ignoresQuery: true, pageLength: { byDefault: 500, most: 5000 } },
      );
    },
  },
];

/** Returns the commit with the changes, and the one to compare it with. */
function readSides(
  call: Call,
  repository: Repository,
): [source: Commit, destination: Commit | undefined] {
  const { repositories } = call.context.store;
  const [source, destination] = readSpec(call, repository);
  if (call.query('merge') !== undefined) {
    throw call.notImplemented('the parameter merge');
  }
  const isTwo = call.param('spec').includes('..');
  if (!destination || !isTwo || call.query('topic') !== 'true') {
    return [source, destination];
  }
  const known = new Set(repositories.commitsOf(repository, [destination]));
  const base = repositories
    .commitsOf(repository, [source])
    .find(commit => known.has(commit));
  return [source, base];
}

function present(
  { context }: Call,
  repository: Repository,
  parts: {
    change: FileChange;
    source: Commit;
    destination: Commit | undefined;
  },
): Representation {
  const { change, source, destination } = parts;
  const fileOf = (path: string | undefined, commit: Commit | undefined) => {
    const file = commit?.files.get(path ?? '');
    if (path === undefined || !commit || !file) {
      return null;
    }
    const { links, type, escaped_path } = treeEntryBody(
      repository,
      commit,
      { path, file },
      context.site,
    ) as { type: string; escaped_path: string; links: { self: object } };
    return { type, path, escaped_path, links: { self: links.self } };
  };
  return {
    body: {
      type: 'diffstat',
      status: change.status,
      lines_added: change.linesAdded,
      lines_removed: change.linesRemoved,
      old: fileOf(change.old, destination),
      new: fileOf(change.new, source),
    },
  };
}
