import { treeEntryBody } from '../../bodies/sourceBodies';
import {
  describeCommit,
  describeRepository,
} from '../../events/repositoryResource';
import type { RepositoryFile } from '../../git/objects';
import type { Repository, Workspace } from '../../model/types';
import type { Commit } from '../../store/Commit';
import { mainBranchOf } from '../../store/LiveRepository';
import type { Call, Representation } from '../Call';
import {
  matchFile,
  MOST_BYTES,
  parseCodeQuery,
  type CodeMatch,
} from '../codeSearch';
import { RestError } from '../RestError';
import type { RestEndpoint } from './RestEndpoint';

/** A file that matches. */
interface Result {
  repository: Repository;
  commit: Commit;
  path: string;
  file: RepositoryFile;
  match: CodeMatch;
}

const MOST_RESULTS = 900;

/** The search in the main branches of a workspace, which Atlassian deprecated on 2026-11-01. */
export const CODE_SEARCH_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: '/workspaces/{workspace}/search/code',
    scopes: ['repository'],
    respond: call => {
      const workspace = call.workspace();
      refuse(call);
      const results = [...findFiles(call, workspace)];
      return call.sendList(
        results.slice(0, MOST_RESULTS),
        result => present(call, result),
        { ignoresQuery: true },
      );
    },
  },
];

function refuse({ context }: Call): void {
  const { codeSearch } = context.switches;
  if (codeSearch === 'disabled') {
    throw new RestError(
      404,
      'Search is not enabled for the requested workspace.',
    );
  }
  if (codeSearch === 'removed') {
    throw new RestError(410, 'This API is no longer available.');
  }
}

function* findFiles(call: Call, workspace: Workspace): Generator<Result> {
  const { repositories } = call.context.store;
  const query = parseCodeQuery(call.query('search_query') ?? '');
  for (const repository of repositories.of(workspace.slug)) {
    const commit = call.seesRepository(repository)
      ? repositories.findBranch(repository, mainBranchOf(repository))
      : undefined;
    for (const [path, file] of commit?.files ?? []) {
      const isIndexed = file.data.length <= MOST_BYTES;
      const match =
        isIndexed && query.accepts(repository, path)
          ? matchFile(query, path, file.data.toString())
          : undefined;
      if (commit && match) {
        yield { repository, commit, path, file, match };
      }
    }
  }
}

function present({ context }: Call, result: Result): Representation {
  const { repository, commit, path, file, match } = result;
  const { site } = context;
  const entry = treeEntryBody(repository, commit, { path, file }, site);
  const body = {
    type: 'code_search_result',
    content_match_count: match.lines.length,
    content_matches: match.lines.length > 0 ? [{ lines: match.lines }] : [],
    path_matches: match.pathMatches,
    file: {
      type: 'commit_file',
      path,
      links: { self: entry.links.self },
    },
  };
  return {
    body,
    full: () => ({
      ...body,
      file: {
        ...body.file,
        commit: {
          ...describeCommit(context, repository, commit),
          repository: describeRepository(context, repository),
        },
      },
    }),
  };
}
