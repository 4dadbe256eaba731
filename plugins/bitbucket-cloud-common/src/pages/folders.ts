import { BITBUCKET_CLOUD_BASE_URL } from '../baseUrl';

/** `/workspace/repository/src/<branch or commit>/<folder>` */
const FOLDER = /^\/[^/]+\/[^/]+\/src\/[^/]+\/(.+)$/;

/**
 * Which open pull requests change files in the folder of an entity.
 *
 * @public
 */
export interface BitbucketFolderPullRequests {
  /** Without slashes around it. */
  folder: string;
  /** The numbers of these pull requests, and of those with very many files. */
  ids: number[];
  /** The number of pull requests whose files the portal has not read yet. Ask again. */
  unread: number;
}

/**
 * Returns the folder of a repository, without slashes around it, or undefined for the root and for other locations.
 *
 * @param location - the annotation `backstage.io/source-location`
 * @public
 */
export function folderOfLocation(location: string): string | undefined {
  const url = URL.parse(location.replace(/^url:/, ''));
  if (url?.origin !== new URL(BITBUCKET_CLOUD_BASE_URL).origin) {
    return undefined;
  }
  const [, folder = ''] = FOLDER.exec(url.pathname) ?? [];
  const path = folder
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/');
  try {
    return decodeURIComponent(path) || undefined;
  } catch {
    return path;
  }
}
