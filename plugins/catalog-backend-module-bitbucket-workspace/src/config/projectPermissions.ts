/** What a person can have in a project. */
export const PROJECT_PERMISSIONS = [
  'read',
  'write',
  'create-repo',
  'admin',
] as const;
