import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';
import { HumanDuration } from '@backstage/types';

export interface Config {
  catalog?: {
    providers?: {
      /** Workspaces of Bitbucket Cloud whose people come into the catalog; the key names the provider. */
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
          /** An API token of a person, in place of an OAuth consumer. */
          apiToken?: {
            /** The address of the account that the token belongs to. */
            email: string;
            /**
             * The token.
             * @visibility secret
             */
            token: string;
          };
          /**
           * `create` makes a User of every member; `link` makes none, and adds the annotations to
           * Users of other sources, found by their address. Default: `create`.
           */
          people?: 'create' | 'link';
          /** Namespace of the Users; default: `default`. */
          userNamespace?: string;
          /**
           * Which members become Users, by the uuid in braces or the Atlassian account ID. Nicknames and
           * display names are not accepted, because people choose them.
           */
          userFilter?: {
            /** Only these; default: everybody. */
            include?: string[];
            /** All but these; default: nobody is left out. */
            exclude?: string[];
          };
          groups?: {
            /** A Group for the workspace, `<slug>-<uuid>`, and one for its owners, `<slug>-<uuid>-owners`; default: true. */
            workspace?: boolean;
            /** A Group for each project whose permissions can be read, with a name that ends in its uuid; default: false. */
            projects?: boolean;
            /** Whoever has one of these in a project is in its Group; default: all four. */
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
           * Such names must not come from anything that people choose at Bitbucket: nicknames, display
           * names, slugs, names and keys of projects. A member whose chosen name another source uses
           * later keeps that ref, with the memberships and permissions of the other person.
           */
          dangerouslyAllowNamesFromTransformers?: boolean;
          /** When a run takes place; default: hourly, for at most three hours, 15 seconds after the start. */
          schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
          /** Against a list of Bitbucket that suddenly lacks many people: members, owners, or people of projects. A single project keeps its Group, and does not stop the run. */
          shrinkGuard?: {
            /** Share of the Users, or of the memberships, that may go in one run, from 0 to 1; default: 0.25. */
            share?: number;
            /** Fewer than so many may go in any case, as long as some of those who were there stay; default: 10. */
            people?: number;
          };
          /** The calls that Bitbucket allows the credentials in an hour. */
          rateLimit?: {
            /** Default: 1000, as for an OAuth consumer. */
            callsPerHour?: number;
            /** The part of them that runs may use, from 0 to 1; the rest is left for sign-in. Default: 0.8. */
            share?: number;
          };
          /** The REST API; default `https://api.bitbucket.org/2.0`. `http:` is taken for localhost only. */
          apiBaseUrl?: string;
          /** Where the OAuth consumer gets its tokens; default `https://bitbucket.org`. */
          baseUrl?: string;
          /** Time limit for each call; default `{ seconds: 10 }`. */
          requestTimeout?: HumanDuration | string;
        };
      };
    };
  };
}
