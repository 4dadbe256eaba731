import { advice, type Finding, problem } from '../findings/Finding';
import { type Settings } from '../settings/Settings';
import { isSampleSecret } from './secrets';

const SECRETS_KEY = 'events.modules.bitbucketCloud.webhookSecrets';
const REPOSITORIES_KEY = 'catalog.providers.bitbucketRepositories';
const MODULE =
  '@backstage-bitbucket/plugin-events-backend-module-bitbucket-webhooks';

/** Checks what only matters in production. The module itself checks the other rules of its keys. */
export function checkWebhooks(
  settings: Settings,
  installed: string[],
): Finding[] {
  const secrets = settings.list(SECRETS_KEY);
  if (secrets.length === 0) {
    return settings.keys(REPOSITORIES_KEY).length > 0
      ? [
          advice(
            SECRETS_KEY,
            'has no secret, so changes at Bitbucket reach the catalog with the next run only',
            'Set up webhooks: docs/operate/webhooks.md.',
          ),
        ]
      : [];
  }
  const notRead = installed.length > 0 && !installed.includes(MODULE);
  return [
    ...(notRead
      ? [
          problem(
            SECRETS_KEY,
            `is not used, because the backend does not have the module ${MODULE}`,
            'Remove it, or add the module to packages/backend/src/index.ts.',
          ),
        ]
      : []),
    ...secrets.flatMap((secret, index) =>
      typeof secret === 'string' && isSampleSecret(secret)
        ? [
            problem(
              `${SECRETS_KEY}[${index}]`,
              'is a publicly known sample value',
              'Generate a secret, for example with: openssl rand -hex 32.',
            ),
          ]
        : [],
    ),
  ];
}
