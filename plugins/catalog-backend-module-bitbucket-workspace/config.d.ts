import { type SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';
import { type HumanDuration } from '@backstage/types';

export interface Config {
  catalog?: {
    providers?: {
      /**
       * Workspaces of Bitbucket Cloud whose members the provider imports into the catalog. The key names
       * the provider.
       */
      bitbucketWorkspace?: {
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
           * `create` creates a User for every member. `link` creates none, and adds the annotations to
           * Users of other sources, which it finds by email address. Default: `create`.
           */
          people?: 'create' | 'link';
          /** Namespace of the Users; default: `default`. */
          userNamespace?: string;
          /**
           * Which members become Users, by the uuid in braces or the Atlassian account ID. Nicknames and
           * display names are not accepted, because users choose them.
           */
          userFilter?: {
            /** Only these members; default: all members. */
            include?: string[];
            /** All members except these; default: no exceptions. */
            exclude?: string[];
          };
          groups?: {
            /** A Group for the workspace, `<slug>-<uuid>`, and one for its owners, `<slug>-<uuid>-owners`; default: true. */
            workspace?: boolean;
            /** A Group for each project whose permissions can be read, with a name that ends in its uuid; default: false. */
            projects?: boolean;
            /**
             * An account with one of these permissions in a project is a member of its Group; default:
             * all four.
             */
            projectPermissions?: Array<
              'read' | 'write' | 'create-repo' | 'admin'
            >;
            /** Namespace of the Groups; default: `default`. */
            namespace?: string;
          };
          /**
           * Whether transformers can give Users and Groups names that are not bound to the uuid;
           * default: false.
           *
           * Such names must not come from values that users choose at Bitbucket: nicknames, display
           * names, slugs, names and keys of projects. If another source uses a member's chosen name
           * later, the member keeps that ref, with the memberships and permissions of the other user.
           */
          dangerouslyAllowNamesFromTransformers?: boolean;
          /**
           * When runs take place; default: hourly, for at most three hours, 15 seconds after the start.
           */
          schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
          /**
           * Protects against a list from Bitbucket that suddenly lacks many people: members, owners, or
           * people of projects. If only one project is affected, the run keeps its Group and continues.
           */
          shrinkGuard?: {
            /**
             * Share of the Users, or of the memberships, that a run can remove, from 0 to 1; default:
             * 0.25.
             */
            share?: number;
            /**
             * A run can always remove fewer than this number, if some of the previous people remain;
             * default: 10.
             */
            people?: number;
          };
          /** The calls that Bitbucket allows for the credentials per hour. */
          rateLimit?: {
            /** Default: 1000, the limit for an OAuth consumer. */
            callsPerHour?: number;
            /**
             * The share of them that runs can use, from 0 to 1; the rest remains for sign-in. Default:
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
