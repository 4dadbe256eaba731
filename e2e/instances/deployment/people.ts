/** Accounts at Bitbucket, by username. The catalog contains all of them. */
export const people = [
  'mira_lindqvist',
  'treyes',
  'aiko-t',
  'samferreira',
  'nadia-h',
];

/** Returns the ID of the key that signed a token. */
export function keyOf(token: string): string {
  const [header] = token.split('.');
  return JSON.parse(Buffer.from(header, 'base64url').toString()).kid;
}
