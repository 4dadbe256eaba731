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
  /** When sessions are checked at Bitbucket. The clock of the stub is not the one of the portal. */
  sessions?: { checkWithin: { seconds: 0 }; grace?: { hours: number } };
  /** The stub that plays Bitbucket. Default: `current`, for the dialect of its OAuth service. */
  stub?: 'legacy' | 'isolated';
  /** What the OAuth consumer may do. Default: `account`, `email` and `team`. */
  consumerScopes?: string[];
  /** The secret that the portal knows is not the one that Bitbucket knows. */
  hasWrongSecret?: boolean;
}

const byUserId = [{ resolver: 'userIdMatchingUserEntityAnnotation' }];
const atEveryRefresh = { checkWithin: { seconds: 0 } } as const;
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
    sessions: atEveryRefresh,
  },
  checkedAtEveryRefresh: { resolvers: byUserId, sessions: atEveryRefresh },
  checkedWithGrace: {
    resolvers: byUserId,
    sessions: { ...atEveryRefresh, grace: { hours: 1 } },
  },
  /** After a 429, nobody signs in this way for a while. */
  rateLimited: {
    resolvers: byUserId,
    sessions: { ...atEveryRefresh, grace: { hours: 1 } },
  },
  rateLimitedSignIn: { resolvers: byUserId },
  twoStepVerification: {
    resolvers: byUserId,
    policy: { requireTwoFactorAuthentication: true },
  },
  legacyDialect: { resolvers: byUserId, stub: 'legacy' },
  consumerWithoutAccount: {
    resolvers: byUserId,
    consumerScopes: ['repository'],
  },
  isolatedWindow: { resolvers: byUserId, stub: 'isolated' },
  usernameNotTold: {
    resolvers: [{ resolver: 'usernameMatchingUserEntityAnnotation' }],
    stub: 'legacy',
  },
  wrongSecret: { resolvers: byUserId, hasWrongSecret: true },
} satisfies Record<string, SignInWay>;

export type SignInWayName = keyof typeof signInWays;

/** The definitions under the type that tells what each may hold. */
export const allSignInWays: Record<SignInWayName, SignInWay> = signInWays;
