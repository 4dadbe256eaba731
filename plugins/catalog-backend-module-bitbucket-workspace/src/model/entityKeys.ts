/** The key of the workspace's Group in the records. */
export const WORKSPACE_KEY = 'group:workspace';

/** The key of the owners' Group in the records. */
export const OWNERS_KEY = 'group:owners';

/** Distinguishes the two Groups with the workspace's uuid. */
export const OWNERS_ROLE = 'owners';

const USER_PREFIX = 'user:';
const PROJECT_PREFIX = 'group:project:';

/** Returns the key of an account's record. */
export function userKeyOf(uuid: string): string {
  return `${USER_PREFIX}${uuid}`;
}

/** Returns the uuid of the account whose record has this key, or undefined for the key of a Group. */
export function uuidOfUserKey(key: string): string | undefined {
  return key.startsWith(USER_PREFIX)
    ? key.slice(USER_PREFIX.length)
    : undefined;
}

/** Returns the key of a project's record. */
export function projectKeyOf(uuid: string): string {
  return `${PROJECT_PREFIX}${uuid}`;
}

/** Returns whether a key belongs to a project's record. */
export function isProjectKey(key: string): boolean {
  return key.startsWith(PROJECT_PREFIX);
}

/** Returns the uuid of the project whose record has this key. */
export function uuidOfProjectKey(key: string): string {
  return key.slice(PROJECT_PREFIX.length);
}
