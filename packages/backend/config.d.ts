export interface Config {
  scaffolder?: {
    bitbucketCloud?: {
      /**
       * Slugs of the Bitbucket workspaces in which template actions create repositories, open pull
       * requests, restrict branches and run pipelines. Without it they act in none.
       */
      workspaces?: string[];
    };
  };
  signals?: {
    /** WebSockets that are open at one instance at the same time. */
    limits?: {
      /** Of one user. Default: 20. */
      connectionsPerUser?: number;
      /** From one address, behind which a whole office can be. Default: 1000. */
      connectionsPerAddress?: number;
    };
  };
}
