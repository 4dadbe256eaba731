import type { Repository } from '../../model/types';
import type { Commit } from '../../store/Commit';
import type { Call } from '../Call';
import { findCommit } from './commits';

/**
 * Returns the two commits of a `spec`: the one with the changes, and the one to compare it with. With one commit, the
 * latter is its parent.
 *
 * The spec of a pull request begins with the name of the repository of its source: `workspace/slug:hash..hash`.
 */
export function readSpec(
  call: Call,
  repository: Repository,
): [source: Commit, destination: Commit | undefined] {
  const { repositories } = call.context.store;
  const [, workspace, slug, first, second] =
    /^(?:([^/:]+)\/([^/:]+)(?::|\r))?(.*?)(?:\.\.(.*))?$/s.exec(
      call.param('spec'),
    )!;
  const from = workspace && repositories.find(workspace, slug);
  const source =
    (from && call.seesRepository(from)
      ? repositories.findCommit(from, first)
      : undefined) ?? findCommit(call, repository, first);
  if (second === undefined) {
    const [parent = ''] = source.parents;
    return [source, repositories.findCommit(repository, parent)];
  }
  return [source, findCommit(call, repository, second)];
}
