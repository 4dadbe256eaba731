export interface Config {
  events?: {
    modules?: {
      /** The webhooks of Bitbucket Cloud that the portal accepts at `/api/events/http/bitbucketCloud`. */
      bitbucketCloud?: {
        /**
         * The secrets with which Bitbucket can sign a webhook. A delivery is accepted if it is signed with
         * one of them, so that a secret can be replaced without lost deliveries. Each has 16 to 128
         * characters. Without a secret, the endpoint does not exist.
         * @deepVisibility secret
         */
        webhookSecrets?: string[];
        /**
         * The workspaces whose webhooks are accepted, by slug or by uuid in braces. A uuid survives a
         * rename. Default: the workspaces under `catalog.providers`.
         */
        workspaces?: string[];
      };
    };
  };
}
