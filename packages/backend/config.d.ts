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
}
