/**
 * The ways to sign in that the tests need, by name. They live side by side in one portal, as auth
 * environments of the provider, so that a test that wants another resolver or another policy costs no
 * start of a backend: `test.use({ signInWay: 'byEmail' })`.
 */
export interface SignInWay {
  /** Who becomes which user of the catalog, in order. */
  resolvers: { resolver: string; [option: string]: unknown }[];
  /** Who may sign in at all. */
  policy?: {
    allowedWorkspaces?: string[];
    requireTwoFactorAuthentication?: boolean;
  };
  /** The OAuth service of Bitbucket that the stub plays. Default: `current`. */
  dialect?: 'current' | 'legacy';
  /** What the OAuth consumer may do. Default: `account`, `email` and `team`. */
  consumerScopes?: string[];
  /** The secret that the portal knows is not the one that Bitbucket knows. */
  hasWrongSecret?: boolean;
}

const byUserId = [{ resolver: 'userIdMatchingUserEntityAnnotation' }];
const byEmail = { resolver: 'emailMatchingUserEntityProfileEmail' };

/** The way that app-config.yaml describes. */
export const defaultSignInWay = 'byUserId';

export const signInWays = {
  byUserId: { resolvers: byUserId },
  byAccountId: {
    resolvers: [{ resolver: 'accountIdMatchingUserEntityAnnotation' }],
  },
  byUsername: {
    resolvers: [{ resolver: 'usernameMatchingUserEntityAnnotation' }],
  },
  byEmail: { resolvers: [byEmail] },
  byEmailLocalPart: {
    resolvers: [
      {
        resolver: 'emailLocalPartMatchingUserEntityName',
        allowedDomains: ['harbourbikes.example'],
      },
    ],
  },
  byEmailThenUserId: { resolvers: [byEmail, ...byUserId] },
  withoutUserInCatalog: {
    resolvers: [
      {
        resolver: 'userIdMatchingUserEntityAnnotation',
        dangerouslyAllowSignInWithoutUserInCatalog: true,
      },
    ],
  },
  membersOnly: {
    resolvers: byUserId,
    policy: { allowedWorkspaces: ['harbour-bikes'] },
  },
  twoStepVerification: {
    resolvers: byUserId,
    policy: { requireTwoFactorAuthentication: true },
  },
  legacyDialect: { resolvers: byUserId, dialect: 'legacy' },
  consumerWithoutAccount: {
    resolvers: byUserId,
    consumerScopes: ['repository'],
  },
  usernameNotTold: {
    resolvers: [{ resolver: 'usernameMatchingUserEntityAnnotation' }],
    dialect: 'legacy',
  },
  wrongSecret: { resolvers: byUserId, hasWrongSecret: true },
} satisfies Record<string, SignInWay>;

export type SignInWayName = keyof typeof signInWays;

/** The definitions under the type that tells what each may hold. */
export const allSignInWays: Record<SignInWayName, SignInWay> = signInWays;
