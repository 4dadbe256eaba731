import { HumanDuration } from '@backstage/types';

export interface Config {
  auth?: {
    providers?: {
      /** Sign-in through Bitbucket Cloud; one entry for each auth environment. */
      bitbucket?: {
        [authEnv: string]: {
          /** The key of the OAuth consumer. */
          clientId: string;
          /**
           * The secret of the OAuth consumer.
           * @visibility secret
           */
          clientSecret: string;
          /** Scopes asked for on top of `account` (and of `email`, where an email resolver is configured). */
          additionalScopes?: string | string[];
          /**
           * How long a browser stays signed in, for example `{ days: 30 }`: from its last refresh where
           * Bitbucket rotates refresh tokens, otherwise from the sign-in; default: 1,000 days.
           */
          sessionDuration?: HumanDuration | string;
          /** The callback sent to Bitbucket; default `<backend.baseUrl>/api/auth/bitbucket/handler/frame`. */
          callbackUrl?: string;
          /** Where people sign in; default `https://bitbucket.org`. `http:` is taken for localhost only. */
          baseUrl?: string;
          /** The REST API; default `https://api.bitbucket.org/2.0`. `http:` is taken for localhost only. */
          apiBaseUrl?: string;
          /** Time limit for each request to Bitbucket, a second attempt included; default `{ seconds: 10 }`. */
          requestTimeout?: HumanDuration | string;
          /**
           * Lets only members of one of these workspaces in: slugs as in `https://bitbucket.org/<slug>`,
           * or uuids in braces, which survive a rename. Checked at sign-in and at every refresh;
           * default: every account.
           */
          allowedWorkspaces?: string[];
          /**
           * Lets only accounts in that have two-step verification by what Bitbucket tells. Checked
           * at sign-in and at every refresh; default: false.
           */
          requireTwoFactorAuthentication?: boolean;
          signIn: {
            /** How an account becomes a User of the catalog; tried in order, at least one. */
            resolvers: Array<
              | {
                  resolver: 'userIdMatchingUserEntityAnnotation';
                  dangerouslyAllowSignInWithoutUserInCatalog?: boolean;
                }
              | {
                  resolver: 'accountIdMatchingUserEntityAnnotation';
                  dangerouslyAllowSignInWithoutUserInCatalog?: boolean;
                }
              | {
                  resolver: 'usernameMatchingUserEntityAnnotation';
                  dangerouslyAllowSignInWithoutUserInCatalog?: boolean;
                }
              | {
                  resolver: 'emailMatchingUserEntityProfileEmail';
                  /** Domains of the addresses that are taken; default: all. */
                  allowedDomains?: string[];
                  /** Takes `Mira@company.com` for `mira@company.com`; default: false. */
                  ignoreCase?: boolean;
                  dangerouslyAllowSignInWithoutUserInCatalog?: boolean;
                }
              | {
                  resolver: 'emailLocalPartMatchingUserEntityName';
                  /** Domains of the addresses that are taken; set it, or anybody at any host is that user. */
                  allowedDomains?: string[];
                  /** Takes `Mira@company.com` for the user `mira`; default: false. */
                  ignoreCase?: boolean;
                  dangerouslyAllowSignInWithoutUserInCatalog?: boolean;
                }
              | {
                  /** One that a module of yours adds, with its options. */
                  resolver: string;
                  [option: string]: unknown;
                }
            >;
          };
        };
      };
    };
  };
}
