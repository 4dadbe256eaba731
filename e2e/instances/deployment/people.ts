/** Accounts at Bitbucket, by username. The catalog contains all of them. */
export const people = [
  'mira_lindqvist',
  'treyes',
  'aiko-t',
  'samferreira',
  'nadia-h',
];
