/** The permissions of a user in a project. */
export const PROJECT_PERMISSIONS = [
  'read',
  'write',
  'create-repo',
  'admin',
] as const;
