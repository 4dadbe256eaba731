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
          /** How long a browser stays signed in without use, for example `{ days: 30 }`; default: until sign-out. */
          sessionDuration?: HumanDuration | string;
          /** The callback sent to Bitbucket; default `<backend.baseUrl>/api/auth/bitbucket/handler/frame`. */
          callbackUrl?: string;
          /** Where people sign in; default `https://bitbucket.org`. `http:` is taken for localhost only. */
          baseUrl?: string;
          /** The REST API; default `https://api.bitbucket.org/2.0`. `http:` is taken for localhost only. */
          apiBaseUrl?: string;
          /** Time limit for each request to Bitbucket; default `{ seconds: 10 }`. */
          requestTimeout?: HumanDuration | string;
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
                  dangerouslyAllowSignInWithoutUserInCatalog?: boolean;
                }
              | {
                  resolver: 'emailLocalPartMatchingUserEntityName';
                  allowedDomains?: string[];
                  dangerouslyAllowSignInWithoutUserInCatalog?: boolean;
                }
            >;
          };
        };
      };
    };
  };
}
