import { type ReaderFactory } from '@backstage/backend-defaults/urlReader';
import { type UrlReaderService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { type ScmIntegrations } from '@backstage/integration';
import { requireCanonicalUrl } from './canonicalUrl';
import { wrapReaders } from './wrapReaders';

/**
 * Wraps the factory of URL readers, so that they reject each URL that is not canonical, and each search that finds a
 * file outside its location, or two files with one URL.
 */
export function onlyCanonicalUrls(factory: ReaderFactory): ReaderFactory {
  return wrapReaders(factory, withCheckedUrls);
}

function withCheckedUrls(
  reader: UrlReaderService,
  integrations: ScmIntegrations,
): UrlReaderService {
  const check = (url: string) => {
    requireCanonicalUrl(url, integrations);
    return url;
  };
  return {
    readUrl: async (url, options) => reader.readUrl(check(url), options),
    readTree: async (url, options) => reader.readTree(check(url), options),
    search: async (url, options) => {
      const response = await reader.search(check(url), options);
      const found = new Set<string>();
      for (const file of response.files) {
        check(file.url);
        checkPlace(file.url, url);
        if (found.has(file.url)) {
          throw sameUrlError(file.url, url);
        }
        found.add(file.url);
      }
      return response;
    },
  };
}

/**
 * The readers build the URL of a matching file from its path in the archive of a repository. A folder
 * can be named `%2e%2e`, so the URL can lead to a file of another repository. The file could then take
 * over the entities of that repository.
 *
 * @throws NotAllowedError if the URL does not begin with the part of the pattern before its first star
 */
function checkPlace(url: string, pattern: string): void {
  const [place] = pattern.split(/\*|%2a/i);
  if (!url.startsWith(place)) {
    throw new NotAllowedError(
      `Reading from '${pattern}' is not allowed, because the path of one of the files leads to '${url}'. Rename folders and files with a backslash, or with percent signs as in '%2e%2e'.`,
    );
  }
}

/** The catalog would assign the entities of one file to the other file, which can have another author. */
function sameUrlError(url: string, pattern: string): NotAllowedError {
  return new NotAllowedError(
    `Reading from '${pattern}' is not allowed, because two of the files have the URL '${url}'. Rename the one that has a backslash, or an escape such as '%20', in its path.`,
  );
}
