import { BITBUCKET_CLOUD_BASE_URL } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  ANNOTATION_SOURCE_LOCATION,
  type Entity,
} from '@backstage/catalog-model';

/** `/workspace/repository/src/<branch or commit>/<folder>` */
const FOLDER = /^\/[^/]+\/[^/]+\/src\/[^/]+\/(.+)$/;

/** Returns the folder of a repository in which an entity is, without slashes around it, or undefined for the root. */
export function folderOf({ metadata }: Entity): string | undefined {
  const location = metadata.annotations?.[ANNOTATION_SOURCE_LOCATION] ?? '';
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
