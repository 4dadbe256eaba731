import { mergeFiles } from '../../changes/mergeFiles';
import type { RestEndpoint } from './RestEndpoint';
import { readSpec } from './readSpec';

/** The files that both sides of a merge changed. */
export const FILE_CONFLICT_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: '/repositories/{workspace}/{repo_slug}/file-conflicts/{spec}',
    scopes: ['repository'],
    respond: call => {
      const { repositories } = call.context.store;
      const repository = call.repository();
      const [source, destination] = readSpec(call, repository);
      const known = new Set(
        destination ? repositories.commitsOf(repository, [destination]) : [],
      );
      const base = repositories
        .commitsOf(repository, [source])
        .find(commit => known.has(commit));
      const merged = mergeFiles(
        base?.files ?? new Map(),
        destination?.files ?? new Map(),
        source.files,
      );
      const conflicts = 'conflicts' in merged ? merged.conflicts : [];
      return call.sendList(
        conflicts,
        path => ({
          body: {
            type: 'file_conflict',
            path,
            scenario: 'content',
            message: 'The file was changed on both sides.',
          },
        }),
        { ignoresQuery: true },
      );
    },
  },
];
