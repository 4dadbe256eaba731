import { type ReaderFactory } from '@backstage/backend-defaults/urlReader';
import { type UrlReaderService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { type ScmIntegrations } from '@backstage/integration';
import parseGitUrl from 'git-url-parse';
import { isLinearPattern, PATTERN_RULES } from './isLinearPattern';
import { MISLEADING_ESCAPES } from './misleadingEscapes';
import { wrapReaders } from './wrapReaders';

/** The position of the repository in the path of a URL, by the type of its integration. */
const REPOSITORY_PATHS: Record<
  string,
  (owner: string, name: string) => string[]
> = {
  github: (owner, name) => [`/${owner}/${name}`],
  gitlab: (owner, name) => [`/${owner}/${name}`],
  gitea: (owner, name) => [`/${owner}/${name}`],
  bitbucketServer: (owner, name) =>
    ['projects', 'users'].map(kind => `/${kind}/${owner}/repos/${name}`),
};

/**
 * Patterns of the GitHub reader that contain no star. The other readers only support a star or a `?`.
 *
 * @seam The characters that `is-glob` accepts as a pattern:
 * https://github.com/micromatch/is-glob/blob/4.0.3/index.js
 */
const PATTERN_WITHOUT_STAR = /[[\]{}|]|[@!+]\(|\/!/;

/**
 * The readers for GitHub and Gitea insert the branch into the query of a request without escaping. So
 * `blob/release&ref=evil/a.yaml` would read `a.yaml?ref=release&ref=evil`.
 */
const SECOND_BRANCH = /(?:&|%26)ref(?:=|%3d)/i;

/**
 * Wraps the factory of a reader for another host than Bitbucket Cloud, so that it only reads files of
 * the repository at the beginning of the URL's path.
 *
 * The readers send the token of the portal. They parse a URL differently than other code: from
 * `https://github.com/acme/org/blob/main/projects/evil/repos/secret/browse/a.yaml` they read `evil/secret`,
 * although the URL matches the pattern `https://github.com/acme/org/**` of `catalog.rules`.
 */
export function onlyNamedRepository(factory: ReaderFactory): ReaderFactory {
  return wrapReaders(factory, withCheckedUrls);
}

function withCheckedUrls(
  reader: UrlReaderService,
  integrations: ScmIntegrations,
): UrlReaderService {
  const check = (url: string) => {
    if (MISLEADING_ESCAPES.test(new URL(url).pathname)) {
      throw new NotAllowedError(
        `Reading from '${url}' is not allowed, because of an escaped dot, slash, backslash, question mark, number sign, percent sign or control character in its path, or of a space at its end. Remove it from the URL.`,
      );
    }
    if (SECOND_BRANCH.test(new URL(url).pathname)) {
      throw new NotAllowedError(
        `Reading from '${url}' is not allowed, because '&ref=' in its path could select another branch. Rename the branch or the file.`,
      );
    }
    if (!isNamedRepository(url, integrations.byUrl(url)?.type)) {
      throw new NotAllowedError(
        `Reading from '${url}' is not allowed, because a part of its path looks like the address of another repository. Move or rename the file.`,
      );
    }
    return url;
  };
  return {
    readUrl: async (url, options) => reader.readUrl(check(url), options),
    readTree: async (url, options) => reader.readTree(check(url), options),
    search: async (url, options) => {
      if (!hasLinearPatterns(check(url), integrations.byUrl(url)?.type)) {
        throw new NotAllowedError(
          `Reading from '${url}' is not allowed, because of its pattern. ${PATTERN_RULES}`,
        );
      }
      return reader.search(url, options);
    },
  };
}

/** Checks the path, and the parameters that contain the pattern for the Azure reader. */
function hasLinearPatterns(url: string, type?: string): boolean {
  const { pathname, searchParams } = new URL(url);
  const isRefused =
    type === 'github' && PATTERN_WITHOUT_STAR.test(decodeURI(pathname));
  return (
    !isRefused && [pathname, ...searchParams.values()].every(isLinearPattern)
  );
}

function isNamedRepository(url: string, type = ''): boolean {
  const pathsOf = REPOSITORY_PATHS[type];
  if (!pathsOf) {
    return true;
  }
  const { owner, name, source } = parseGitUrl(url);
  if (source === 'bitbucket-server' && type !== 'bitbucketServer') {
    // Such a URL has no branch in its path, so the reader would search in the default branch.
    return false;
  }
  const path = decodeURI(new URL(url).pathname);
  return pathsOf(owner, name).some(
    prefix =>
      path === prefix ||
      path.startsWith(`${prefix}/`) ||
      path.startsWith(`${prefix}.git`),
  );
}
