/**
 * The sign-in methods for the tests, by name. All are auth environments of one portal, so that a test
 * with another resolver or policy does not need another backend: `test.use({ signInWay: 'byEmail' })`.
 */
export interface SignInWay {
  /** The sign-in resolvers, in order. */
  resolvers: { resolver: string; [option: string]: unknown }[];
  /** Which accounts can sign in. */
  policy?: {
    allowedWorkspaces?: string[];
    requireTwoFactorAuthentication?: boolean;
  };
  /**
   * When sessions are checked at Bitbucket. The clock of the stub differs from the clock of the portal.
   */
  sessions?: { checkWithin: { seconds: 0 }; grace?: { hours: number } };
  /**
   * The stub that replaces Bitbucket. Default: `current`, named after the dialect of its OAuth service.
   */
  stub?: 'legacy' | 'isolated';
  /** The scopes of the OAuth consumer. Default: `account`, `email` and `team`. */
  consumerScopes?: string[];
  /** Whether the portal's secret differs from Bitbucket's. */
  hasWrongSecret?: boolean;
}

const byUserId = [{ resolver: 'userIdMatchingUserEntityAnnotation' }];
const atEveryRefresh = { checkWithin: { seconds: 0 } } as const;
const byEmail = { resolver: 'emailMatchingUserEntityProfileEmail' };

/** The sign-in method of app-config.yaml. */
export const defaultSignInWay = 'byUserId';

const definitions = {
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
  /** After a 429, this method is unavailable for a while. */
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
  withPipelines: {
    resolvers: byUserId,
    consumerScopes: ['account', 'email', 'team', 'pipeline:write'],
  },
  isolatedWindow: { resolvers: byUserId, stub: 'isolated' },
  usernameNotTold: {
    resolvers: [{ resolver: 'usernameMatchingUserEntityAnnotation' }],
    stub: 'legacy',
  },
  wrongSecret: { resolvers: byUserId, hasWrongSecret: true },
} satisfies Record<string, SignInWay>;

export type SignInWayName = keyof typeof definitions;

/** The definitions with a type that allows all fields. */
export const signInWays: Record<SignInWayName, SignInWay> = definitions;
