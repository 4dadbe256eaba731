import { createHash } from 'node:crypto';
import type { Repository } from '../../model/types';
import type { RepositoryFile } from '../../git/objects';
import type { Commit } from '../../store/Commit';
import { mainBranchOf } from '../../store/LiveRepository';
import type { Call } from '../Call';
import { readDepth } from '../parameters';
import { fieldsNamed } from '../query/select';
import { apiUrlOf } from '../../bodies/repositoryBodies';
import { RestError } from '../RestError';
import { findCommit } from './commits';
import { commitFiles } from './commitFiles';
import {
  contentTypeOf,
  listDirectory,
  treeEntryBody,
} from '../../bodies/sourceBodies';
import type { RestEndpoint } from './RestEndpoint';

const FIELDS = fieldsNamed('path', 'type', 'size', 'attributes');

/** Files of repositories. */
export const SOURCE_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: '/repositories/{workspace}/{repo_slug}/src',
    scopes: ['repository'],
    respond: call => {
      const { store, site } = call.context;
      const repository = call.repository();
      const commit = store.repositories.findBranch(
        repository,
        mainBranchOf(repository),
      );
      if (!commit) {
        throw new RestError(404, 'The repository has no commits yet.');
      }
      const target = `${apiUrlOf(repository, site)}/src/${commit.hash}/`;
      return call.c.redirect(`${target}${call.url.search}`, 302);
    },
  },
  {
    method: 'POST',
    path: '/repositories/{workspace}/{repo_slug}/src',
    scopes: ['repository:write'],
    respond: commitFiles,
  },
  {
    method: 'GET',
    path: '/repositories/{workspace}/{repo_slug}/src/{commit}/{path}',
    scopes: ['repository'],
    respond: call => {
      const repository = call.repository();
      const commit = findCommit(call, repository, call.param('commit'));
      return sendSource(call, repository, commit);
    },
  },
];

function sendSource(
  call: Call,
  repository: Repository,
  commit: Commit,
): Response {
  const { site } = call.context;
  const path = call.param('path').replace(/\/$/, '');
  const isMeta = readFormat(call);
  // A file is not a directory, even with a trailing slash.
  const file = call.param('path').endsWith('/')
    ? undefined
    : commit.files.get(path);
  const entries =
    file === undefined
      ? listDirectory(commit, path, readDepth(call.query('max_depth')))
      : [];
  if (!entries) {
    throw new RestError(404, `No such file or directory: ${path}`);
  }
  if (isMeta) {
    return call.send({
      body: treeEntryBody(repository, commit, { path, file }, site),
    });
  }
  return file === undefined
    ? call.sendList(
        entries,
        entry => ({ body: treeEntryBody(repository, commit, entry, site) }),
        { filter: FIELDS, sort: FIELDS },
      )
    : sendFile(call, path, file);
}

function readFormat(call: Call): boolean {
  const format = call.query('format');
  if (format === 'rendered') {
    throw call.notImplemented('format=rendered');
  }
  if (format !== undefined && format !== 'meta') {
    throw new RestError(
      400,
      'Invalid value for format: it must be meta or rendered.',
    );
  }
  return format === 'meta';
}

function sendFile(
  { c }: Call,
  path: string,
  { data }: RepositoryFile,
): Response {
  const etag = `"${createHash('sha256').update(data).digest('hex')}"`;
  const name = encodeURIComponent(path.split('/').at(-1)!);
  const headers = {
    'Content-Type': contentTypeOf(path),
    'Content-Disposition': `attachment; filename*=UTF-8''${name}`,
    'X-Content-Type-Options': 'nosniff',
    ETag: etag,
  };
  return c.req.header('if-none-match') === etag
    ? c.body(null, 304, headers)
    : c.body(new Uint8Array(data), 200, headers);
}
