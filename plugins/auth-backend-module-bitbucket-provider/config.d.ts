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
           * How long a session is valid since it was last used; default `{ days: 30 }`, at most 85 days,
           * because Bitbucket ends a refresh token that was not used for three months.
           */
          sessionDuration?: HumanDuration | string;
          /** How the portal keeps sessions and checks them at Bitbucket. */
          sessions?: {
            /**
             * The age from which a session is checked at Bitbucket behind a response; default
             * `{ hours: 1 }`. The more of `callsPerHour` is used, the later a check runs.
             */
            checkAfter?: HumanDuration | string;
            /**
             * The age from which a session is checked before the response; default `{ days: 7 }`.
             * `{ seconds: 0 }` checks at every refresh.
             */
            checkWithin?: HumanDuration | string;
            /**
             * How long a session is valid after `checkWithin` while Bitbucket cannot be asked; default: the
             * same as `checkWithin`. With `{ seconds: 0 }`, each use requires a check.
             */
            grace?: HumanDuration | string;
            /** How long a session is valid since the sign-in, less up to 20 % at random; default `{ days: 90 }`. */
            maxAge?: HumanDuration | string;
            /**
             * Requests to Bitbucket that the portal may send in an hour with this OAuth consumer; default
             * 1,000, which is what Bitbucket allows. Lower it if other programs use the consumer.
             */
            callsPerHour?: number;
            /**
             * `always` sends Bitbucket's access token to the browser at every refresh. Default: only if a page
             * requests more scopes than `additionalScopes`.
             */
            accessToken?: 'always';
            /**
             * Sends the session cookie also if the portal has another host name than its backend
             * (`SameSite=None`). Browsers that block third-party cookies do not send it. Default: false.
             */
            crossSite?: boolean;
            /**
             * Sessions from before this time are not valid, for example after a backup was restored. ISO 8601
             * with a time zone, as in `2026-11-29T09:00:00Z`.
             */
            notBefore?: string;
          };
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
           * or uuids in braces, which survive a rename. Checked at sign-in and at each check of a session;
           * default: every account.
           */
          allowedWorkspaces?: string[];
          /**
           * Lets only accounts in that have two-step verification by what Bitbucket tells. Checked
           * at sign-in and at each check of a session; default: false.
           */
          requireTwoFactorAuthentication?: boolean;
          signIn: {
            /** How an account becomes a User of the catalog; tried in order, at least one. */
            resolvers: Array<
              | {
                  resolver: 'userIdMatchingUserEntityAnnotation';
                  /** Lets accounts without a User in; default: false. */
                  dangerouslyAllowSignInWithoutUserInCatalog?: boolean;
                }
              | {
                  resolver: 'accountIdMatchingUserEntityAnnotation';
                  /** Lets accounts without a User in; default: false. */
                  dangerouslyAllowSignInWithoutUserInCatalog?: boolean;
                }
              | {
                  resolver: 'usernameMatchingUserEntityAnnotation';
                }
              | {
                  resolver: 'emailMatchingUserEntityProfileEmail';
                  /** Domains of the addresses that are taken; default: all. */
                  allowedDomains?: string[];
                  /** Takes `Mira@company.com` for `mira@company.com`; default: false. */
                  ignoreCase?: boolean;
                }
              | {
                  resolver: 'emailLocalPartMatchingUserEntityName';
                  /** Domains of the addresses that are taken; set it, or anybody at any host is that user. */
                  allowedDomains?: string[];
                  /** Takes `Mira@company.com` for the user `mira`; default: false. */
                  ignoreCase?: boolean;
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
