/** The configuration of this module. */
export const MODULE_KEY = 'events.modules.bitbucketCloud';
export const SECRETS_KEY = `${MODULE_KEY}.webhookSecrets`;
export const WORKSPACES_KEY = `${MODULE_KEY}.workspaces`;
