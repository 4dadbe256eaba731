import { type SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';
import { type HumanDuration } from '@backstage/types';

export interface Config {
  catalog?: {
    providers?: {
      /**
       * Workspaces of Bitbucket Cloud whose repositories the provider imports into the catalog. The key
       * names the provider.
       */
      bitbucketRepositories?: {
        [id: string]: {
          /** Slug as in `https://bitbucket.org/<slug>`, or uuid in braces, which survives a rename. A run fails if Bitbucket returns another workspace. */
          workspace: string;
          /** The key of an OAuth consumer of the workspace. */
          clientId?: string;
          /**
           * The secret of the OAuth consumer.
           * @visibility secret
           */
          clientSecret?: string;
          /**
           * A workspace access token, in place of an OAuth consumer.
           * @visibility secret
           */
          workspaceAccessToken?: string;
          /** An API token of an account, in place of an OAuth consumer. */
          apiToken?: {
            /** The email address of the account that the token belongs to. */
            email: string;
            /**
             * The token.
             * @visibility secret
             */
            token: string;
          };
          /**
           * The path of the catalog file in each repository, or several paths. `*` matches within one
           * name, and `**` any number of folders; both cost further calls for each repository that changed. Default:
           * `catalog-info.yaml`.
           */
          catalogPath?: string | string[];
          /** The branch of the catalog files; default: the main branch of each repository. */
          branch?: string;
          /**
           * Which repositories the provider reads. `*` matches any characters, and case does not
           * matter. Without lists, it reads all repositories to which the credentials have access.
           */
          filters?: {
            /** Only repositories that match all of these; default: all repositories. */
            include?: {
              /** Keys of projects. */
              projects?: string[];
              /** Slugs of repositories. */
              repositories?: string[];
              /** Languages as Bitbucket names them. */
              languages?: string[];
              /** Only public or only private repositories. */
              visibility?: 'public' | 'private';
            };
            /** No repositories that match all of these; default: no exceptions. */
            exclude?: {
              /** Keys of projects. */
              projects?: string[];
              /** Slugs of repositories. */
              repositories?: string[];
              /** Languages as Bitbucket names them. */
              languages?: string[];
              /** Only public or only private repositories. */
              visibility?: 'public' | 'private';
            };
          };
          /** What happens with repositories without a catalog file. */
          withoutFile?: {
            /** `component` creates a Component for each of them; default: `nothing`. */
            create?: 'nothing' | 'component';
            /**
             * The ref of the Group that owns them, unless a rule names another one. Required with
             * `component`.
             */
            owner?: string;
            /** The name of their System; default: no System. */
            system?: string;
            /**
             * `owner`: the Group of the project owns them. `system`: they belong to the System of the project. Both have the
             * annotation `bitbucket.org/project-key`, and count only without a value in a rule; default: neither.
             */
            projectAs?: 'owner' | 'system' | ('owner' | 'system')[];
            /** The type of the Components; default: `repository`. */
            type?: string;
            /** The lifecycle of the Components; default: `unknown`. */
            lifecycle?: string;
            /**
             * Values for some repositories. The first rule with a value counts, if the repository
             * matches all of its conditions.
             */
            rules?: Array<{
              /** Keys of projects. */
              projects?: string[];
              /** Slugs of repositories. */
              repositories?: string[];
              /** Languages as Bitbucket names them. */
              languages?: string[];
              /** Only public or only private repositories. */
              visibility?: 'public' | 'private';
              /** The ref of a Group. */
              owner?: string;
              /** The name of a System. */
              system?: string;
              /** The type of the Components. */
              type?: string;
              /** The lifecycle of the Components. */
              lifecycle?: string;
            }>;
          };
          /**
           * The name of a provider under `catalog.providers.bitbucketCloud`, Backstage's own module,
           * that this provider replaces. The first run takes over its entities. Keep the key after
           * that.
           */
          replaces?: string;
          /**
           * When runs take place; default: hourly, for at most three hours, 15 seconds after the start.
           */
          schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
          /** Protects against a list from Bitbucket that suddenly lacks many repositories. */
          shrinkGuard?: {
            /** Share of the catalog files that a run can remove, from 0 to 1; default: 0.25. */
            share?: number;
            /**
             * A run can always remove fewer than this number, if some of the previous files remain;
             * default: 10.
             */
            repositories?: number;
          };
          /** The calls that Bitbucket allows for the credentials per hour. */
          rateLimit?: {
            /** Default: 1000, the limit for an OAuth consumer. */
            callsPerHour?: number;
            /**
             * The share of them that runs can use, from 0 to 1; the rest remains for webhooks and sign-in. Default:
             * 0.8.
             */
            share?: number;
          };
          /**
           * The REST API; default `https://api.bitbucket.org/2.0`. `http:` is allowed only for
           * localhost.
           */
          apiBaseUrl?: string;
          /**
           * The base URL from which the OAuth consumer gets its tokens; default `https://bitbucket.org`.
           */
          baseUrl?: string;
          /** Time limit for each call; default `{ seconds: 10 }`. */
          requestTimeout?: HumanDuration | string;
        };
      };
    };
  };
}
