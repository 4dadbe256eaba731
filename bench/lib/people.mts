/** The OAuth consumer of the given backend at the stub. */
export function consumerOf(name: string, callbackUrl?: string) {
  const id = `bench-${name}`;
  return {
    id,
    secret: `secret-of-${id}`,
    callbackUrl,
    scopes: ['account', 'email', 'team'],
  };
}

/** The workspace of all users. */
export const workspace = {
  slug: 'bench',
  uuid: '{5d0c7a5e-2f41-4b7e-8a3c-6e9b1f0d2b00}',
  name: 'Bench',
};

const peopleWhoSignIn = 20;

/** Returns the indexes of the users who sign in: twenty, spread over the whole catalog. */
export function signInIndexes(users: number): number[] {
  return Array.from({ length: peopleWhoSignIn }, (_, index) =>
    Math.floor(((index + 0.5) * users) / peopleWhoSignIn),
  );
}

/** Returns the uuid of a user's Bitbucket account, with braces. */
export function uuidOf(index: number): string {
  // The distinguishing digits come first, as in real uuids.
  const start = Math.imul(index + 1, 0x9e3779b1) >>> 0;
  const end = index.toString(16).padStart(12, '0');
  return `{${start.toString(16).padStart(8, '0')}-5b6e-4c7a-9d10-${end}}`;
}

/** Returns the account of a user in the format of the stub. */
export function personOf(index: number) {
  return {
    uuid: uuidOf(index),
    account_id: `712020:${uuidOf(index).slice(1, -1)}`,
    username: `person_${index}`,
    nickname: `person${index}`,
    display_name: `Person ${index}`,
    created_on: '2020-01-01T00:00:00.000000+00:00',
    has_2fa_enabled: true,
    emails: [
      {
        email: `person.${index}@bench.example`,
        is_primary: true,
        is_confirmed: true,
      },
    ],
    workspaces: { [workspace.slug]: 'member' as const },
  };
}

/** Returns the only team of a user. */
export function teamOf(index: number): string {
  return `team-${index % 500}`;
}

/** Returns the user as an entity provider sends it to the catalog. */
export function userEntityOf(index: number) {
  const location = 'bench:people';
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: {
      name: `person.${index}`,
      annotations: {
        'backstage.io/managed-by-location': location,
        'backstage.io/managed-by-origin-location': location,
        'bitbucket.org/user-id': uuidOf(index),
        'bitbucket.org/username': `person_${index}`,
      },
    },
    spec: {
      profile: {
        displayName: `Person ${index}`,
        email: `person.${index}@bench.example`,
      },
      memberOf: [teamOf(index)],
    },
  };
}
