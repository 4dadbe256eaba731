/** Problems in production that an operator can accept by name. */
export const EXCEPTIONS = [
  'databaseOnThisMachine',
  'databaseWithoutPassword',
  'cacheOnThisMachine',
  'cacheWithoutPassword',
  'databaseOfNewerBuild',
] as const;

export type Exception = (typeof EXCEPTIONS)[number];
