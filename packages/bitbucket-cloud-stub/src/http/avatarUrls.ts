import type { Person, Workspace } from '../model/types';
import type { Site } from './Site';

/** Where the picture of a person is served. */
export function avatarUrl(person: Person, site: Site): string {
  return `${site.url}/_stub/avatars/${encodeURIComponent(person.uuid)}.svg`;
}

/** Where the picture of a workspace is served. */
export function workspaceAvatarUrl({ slug }: Workspace, site: Site): string {
  return `${site.url}/_stub/avatars/${slug}.svg`;
}
