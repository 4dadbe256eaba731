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
      };
    };
  };
}
