import { type HumanDuration } from '@backstage/types';

export interface Config {
  bitbucketCloud?: {
    /**
     * Workspaces of Bitbucket Cloud whose pull requests, pipelines and deployments the portal shows. The key names the
     * entry.
     */
    workspaces?: {
      [id: string]: {
        /** Slug as in `https://bitbucket.org/<slug>`, or the uuid in braces. */
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
        /** How many calls the pages can send. */
        rateLimit?: {
          /** Bitbucket's hourly limit for the credentials; default 1000. */
          callsPerHour?: number;
          /** The part of it that the pages can use, from 0.01 to 1; default 1. */
          share?: number;
        };
        /** What people can do with pipelines. */
        pipelines?: {
          /**
           * Whether the owners of an entity can run its pipelines again, and stop them, with their own Bitbucket
           * access token; default false. The OAuth consumer of the sign-in needs *Pipelines: Write*.
           */
          actions?: boolean;
        };
        /** The REST API; default `https://api.bitbucket.org/2.0`. */
        apiBaseUrl?: string;
        /** Bitbucket's pages and its OAuth service; default `https://bitbucket.org`. */
        baseUrl?: string;
        /** How long a call can take; default 10 seconds. */
        requestTimeout?: HumanDuration | string;
      };
    };
    /** What the scorecard checks of each component, once a day. */
    scorecard?: {
      /**
       * The checks, in place of all: `main-branch`, `code-owners`, `default-reviewers`, `pipeline`, `deployment`,
       * `pull-requests`.
       */
      checks?: string[];
      /** A component that was not deployed within these days fails the check `deployment`; default 30. */
      deploymentWithinDays?: number;
      /** An older open pull request fails the check `pull-requests`; default 14. */
      pullRequestsWithinDays?: number;
    };
  };
}
