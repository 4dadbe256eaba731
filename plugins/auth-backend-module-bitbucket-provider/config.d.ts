import { type HumanDuration } from '@backstage/types';

export interface Config {
  auth?: {
    providers?: {
      /** Sign-in with Bitbucket Cloud, with one entry per auth environment. */
      bitbucket?: {
        [authEnv: string]: {
          /** The key of the OAuth consumer. */
          clientId: string;
          /**
           * The secret of the OAuth consumer.
           * @visibility secret
           */
          clientSecret: string;
          /**
           * Scopes that the portal requests in addition to `account` (and to `email` if an email
           * resolver is configured).
           */
          additionalScopes?: string | string[];
          /**
           * How long a session is valid after its last use; default `{ days: 30 }`, at most 85 days,
           * because Bitbucket invalidates a refresh token that was unused for three months.
           */
          sessionDuration?: HumanDuration | string;
          /** How the portal stores sessions and checks them at Bitbucket. */
          sessions?: {
            /**
             * The session age at which the portal checks a session at Bitbucket after the response;
             * default `{ hours: 1 }`. The more of `callsPerHour` is used, the later the check runs.
             */
            checkAfter?: HumanDuration | string;
            /**
             * The session age at which the portal checks a session before the response; default
             * `{ days: 7 }`. `{ seconds: 0 }` checks at every refresh.
             */
            checkWithin?: HumanDuration | string;
            /**
             * How long a session remains valid after
             * `checkWithin` if Bitbucket is unavailable; default: the value of `checkWithin`. With
             * `{ seconds: 0 }`, each use requires a check.
             */
            grace?: HumanDuration | string;
            /**
             * How long a session is valid after the sign-in, reduced by up to 20 % at random; default
             * `{ days: 90 }`.
             */
            maxAge?: HumanDuration | string;
            /**
             * Requests to Bitbucket that the portal can send per hour with this OAuth consumer; default
             * 1,000, the limit of Bitbucket. Lower it if other programs use the consumer.
             */
            callsPerHour?: number;
            /**
             * `always` sends Bitbucket's access token to the browser at every refresh. Default: only if a page
             * requests more scopes than `additionalScopes`.
             */
            accessToken?: 'always';
            /**
             * Sends the session cookie even if the portal has another host name than its backend
             * (`SameSite=None`). Browsers that block third-party cookies do not send it. Default: false.
             */
            crossSite?: boolean;
            /**
             * Sessions from before this time are not valid, for example after a backup was restored. ISO
             * 8601 with a time zone, for example `2026-11-29T09:00:00Z`.
             */
            notBefore?: string;
          };
          /** The callback sent to Bitbucket; default `<backend.baseUrl>/api/auth/bitbucket/handler/frame`. */
          callbackUrl?: string;
          /**
           * The base URL of Bitbucket's sign-in page; default `https://bitbucket.org`. `http:` is
           * allowed only for localhost.
           */
          baseUrl?: string;
          /**
           * The REST API; default `https://api.bitbucket.org/2.0`. `http:` is allowed only for
           * localhost.
           */
          apiBaseUrl?: string;
          /**
           * Time limit for each request to Bitbucket, including the retry; default `{ seconds: 10 }`.
           */
          requestTimeout?: HumanDuration | string;
          /**
           * Allows sign-in only for members of one of these workspaces: slugs as in
           * `https://bitbucket.org/<slug>`, or uuids in braces, which survive a rename. The portal
           * checks this at sign-in and at each check of a session; default: every account.
           */
          allowedWorkspaces?: string[];
          /**
           * Allows sign-in only for accounts for which Bitbucket reports two-step verification. The
           * portal checks this at sign-in and at each check of a session; default: false.
           */
          requireTwoFactorAuthentication?: boolean;
          signIn: {
            /** How the portal finds the user for an account; tried in order, at least one. */
            resolvers: Array<
              | {
                  resolver: 'userIdMatchingUserEntityAnnotation';
                  /** Allows sign-in for accounts without a user in the catalog; default: false. */
                  dangerouslyAllowSignInWithoutUserInCatalog?: boolean;
                }
              | {
                  resolver: 'accountIdMatchingUserEntityAnnotation';
                  /** Allows sign-in for accounts without a user in the catalog; default: false. */
                  dangerouslyAllowSignInWithoutUserInCatalog?: boolean;
                }
              | {
                  resolver: 'usernameMatchingUserEntityAnnotation';
                }
              | {
                  resolver: 'emailMatchingUserEntityProfileEmail';
                  /** Domains of accepted addresses; default: all. */
                  allowedDomains?: string[];
                  /** Treats `Mira@company.com` and `mira@company.com` as equal; default: false. */
                  ignoreCase?: boolean;
                }
              | {
                  resolver: 'emailLocalPartMatchingUserEntityName';
                  /**
                   * Domains of accepted addresses. Without it, an account of any domain can sign in as
                   * that user.
                   */
                  allowedDomains?: string[];
                  /** Matches `Mira@company.com` with the user `mira`; default: false. */
                  ignoreCase?: boolean;
                }
              | {
                  /** A resolver that your own module adds, with its options. */
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
