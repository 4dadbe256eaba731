/** What production refuses, and an operator can accept by name. */
export const EXCEPTIONS = [
  'databaseOnThisMachine',
  'databaseWithoutPassword',
  'cacheOnThisMachine',
  'cacheWithoutPassword',
] as const;

export type Exception = (typeof EXCEPTIONS)[number];
