import { ReaderFactory } from '@backstage/backend-defaults/urlReader';
import { UrlReaderService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import parseGitUrl from 'git-url-parse';
import { isLinearPattern, PATTERN_RULES } from './isLinearPattern';
import { MISLEADING_ESCAPES } from './misleadingEscapes';
import { wrapReaders } from './wrapReaders';

const SLUG = String.raw`[\w.-]+`;
/** A slug, or a uuid in braces, which a URL has in its escaped form. */
const WORKSPACE = String.raw`(?:${SLUG}|%7B[\da-fA-F-]{36}%7D)`;

/**
 * A repository, and in it a branch, a tag or a commit, and a path. The repository is a slug, because Bitbucket finds
 * a uuid without the workspace: a rule for all repositories of a workspace would match those of other workspaces.
 */
const REPOSITORY_PATH = new RegExp(
  String.raw`^/(${WORKSPACE})/(${SLUG})(?:/|/(src|raw)(?:/(.*))?)?$`,
);

/** An escaped `*` is a pattern for the reader, and a file for everything else. */
const ESCAPED_STAR = /%2a/i;

/**
 * Wraps the factory of the reader for Bitbucket Cloud, so that it reads files of repositories only.
 *
 * The reader sends the token of the portal. It decodes the URL and joins its parts to a request, so
 * `https://bitbucket.org/%2e%2e%2fworkspaces/acme%2fhooks%3f/src/main` would read the hooks of a
 * workspace, and `http:` would send the token without encryption.
 */
export function onlyRepositoryFiles(factory: ReaderFactory): ReaderFactory {
  return wrapReaders(factory, withCheckedUrls);
}

function withCheckedUrls(reader: UrlReaderService): UrlReaderService {
  return {
    readUrl: async (url, options) =>
      reader.readUrl(toRepositoryUrl(url), options),
    readTree: async (url, options) =>
      reader.readTree(toRepositoryUrl(url), options),
    search: async (url, options) =>
      reader.search(toRepositoryUrl(url), options),
  };
}

/**
 * Checks the URL of a file or a folder at Bitbucket Cloud. {@link onlyCanonicalUrls} has refused
 * spellings that `URL` changes.
 *
 * @returns the URL without its query and fragment
 * @throws NotAllowedError for anything that is not in a repository
 */
export function toRepositoryUrl(url: string): string {
  const { protocol, username, password, host, pathname } = new URL(url);
  const clean = `${protocol}//${host}${pathname}`;
  if (
    protocol !== 'https:' ||
    username ||
    password ||
    MISLEADING_ESCAPES.test(pathname) ||
    ESCAPED_STAR.test(pathname) ||
    !isRepositoryPath(pathname, clean)
  ) {
    throw new NotAllowedError(
      `Reading from '${url}' is not allowed. Give the https URL of a file or a folder in a repository, as in https://${host}/<workspace>/<repository>/src/<branch>/<path>, without escaped dots, slashes, question marks, stars or percent signs, and without a space at the end. ${PATTERN_RULES}`,
    );
  }
  return clean;
}

/**
 * Also checks that the reader, which parses the URL by other rules, finds the same repository, branch and file in it.
 * It takes `src/main/projects/acme/repos/org/a.yaml` in `acme/org` for an address of Bitbucket Server, which has no
 * branch, and would search in the default branch in place of `main`.
 */
function isRepositoryPath(pathname: string, url: string): boolean {
  const match = REPOSITORY_PATH.exec(pathname);
  if (!match) {
    return false;
  }
  const [, workspace, repository, type, path = ''] = match;
  if (!isLinearPattern(path)) {
    return false;
  }
  const { owner, name, filepath, filepathtype, ref } = parseGitUrl(url);
  const found = filepath ? `${ref}/${filepath}` : ref;
  return (
    owner === decodeURIComponent(workspace) &&
    name === decodeURIComponent(repository).replace(/\.git$/, '') &&
    (type === undefined ||
      path === '' ||
      (filepathtype === type &&
        found === decodeURIComponent(path).replace(/\/$/, '')))
  );
}
