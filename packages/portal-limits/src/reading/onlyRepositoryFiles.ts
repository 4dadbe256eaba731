import { type ReaderFactory } from '@backstage/backend-defaults/urlReader';
import { type UrlReaderService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { type ScmIntegrations } from '@backstage/integration';
import parseGitUrl from 'git-url-parse';
import { isLinearPattern, PATTERN_RULES } from './isLinearPattern';
import { MISLEADING_ESCAPES } from './misleadingEscapes';
import { wrapReaders } from './wrapReaders';

const SLUG = String.raw`[\w.-]+`;
/** A slug, or a uuid in braces, which are escaped in a URL. */
const WORKSPACE = String.raw`(?:${SLUG}|%7B[\da-fA-F-]{36}%7D)`;

/**
 * A repository, then a branch, a tag or a commit, and a path. The repository must be a slug, because
 * Bitbucket finds a repository by uuid in any workspace. A rule for all repositories of a workspace
 * would then match repositories of other workspaces.
 */
const REPOSITORY_PATH = new RegExp(
  String.raw`^/(${WORKSPACE})/(${SLUG})(?:/|/(src|raw)(?:/(.*))?)?$`,
);

/** The reader treats an escaped `*` as a pattern, but other code as a file name. */
const ESCAPED_STAR = /%2a/i;

/**
 * Wraps the factory of readers, so that they only read files of repositories at Bitbucket Cloud. URLs of
 * other hosts are not checked.
 *
 * The reader for Bitbucket Cloud sends the token of the portal. It decodes the URL and builds a request from its parts, so
 * `https://bitbucket.org/%2e%2e%2fworkspaces/acme%2fhooks%3f/src/main` would read the hooks of a workspace, and `http:`
 * would send the token without encryption.
 */
export function onlyRepositoryFiles(factory: ReaderFactory): ReaderFactory {
  return wrapReaders(factory, withCheckedUrls);
}

function withCheckedUrls(
  reader: UrlReaderService,
  { bitbucketCloud }: ScmIntegrations,
): UrlReaderService {
  const check = (url: string) =>
    bitbucketCloud.byUrl(url) ? toRepositoryUrl(url) : url;
  return {
    readUrl: async (url, options) => reader.readUrl(check(url), options),
    readTree: async (url, options) => reader.readTree(check(url), options),
    search: async (url, options) => reader.search(check(url), options),
  };
}

/**
 * Checks the URL of a file or a folder at Bitbucket Cloud. {@link onlyCanonicalUrls} has already
 * rejected spellings that `URL` changes.
 *
 * @returns the URL without its query and fragment
 * @throws NotAllowedError if the URL is not in a repository
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
      `Reading from '${url}' is not allowed. Use the https URL of a file or a folder in a repository, in the format https://${host}/<workspace>/<repository>/src/<branch>/<path>, without escaped dots, slashes, question marks, stars or percent signs, and without a space at the end. ${PATTERN_RULES}`,
    );
  }
  return clean;
}

/**
 * Also checks that the reader, which parses the URL differently, finds the same repository, branch and
 * file. The reader treats `src/main/projects/acme/repos/org/a.yaml` in `acme/org` as an address of
 * Bitbucket Server without a branch, and would search in the default branch instead of `main`.
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
