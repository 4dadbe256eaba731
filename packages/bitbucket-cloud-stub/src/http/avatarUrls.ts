import type { Person, Workspace } from '../model/types';
import type { Site } from './Site';

/** Returns the URL of a person's picture. */
export function avatarUrl(person: Person, site: Site): string {
  return `${site.ownUrl}/_stub/avatars/${encodeURIComponent(person.uuid)}.svg`;
}

/** Returns the URL of a workspace's picture. */
export function workspaceAvatarUrl({ slug }: Workspace, site: Site): string {
  return `${site.ownUrl}/_stub/avatars/${slug}.svg`;
}
