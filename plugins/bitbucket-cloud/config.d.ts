export interface Config {
  bitbucketCloud?: {
    /**
     * Workspaces of Bitbucket Cloud whose repositories the portal shows. Pages of entities have tabs only for repositories of
     * these workspaces.
     */
    workspaces?: {
      [id: string]: {
        /**
         * Slug as in `https://bitbucket.org/<slug>`, or the uuid in braces.
         * @visibility frontend
         */
        workspace: string;
        /** What people can do with pipelines. */
        pipelines?: {
          /**
           * Whether owners can run and stop pipelines. The settings page shows it; the backend decides.
           * @visibility frontend
           */
          actions?: boolean;
        };
      };
    };
  };
}
