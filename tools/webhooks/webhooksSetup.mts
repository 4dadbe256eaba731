// Creates the webhook of a workspace at Bitbucket, or checks and changes it.
import type { Config } from '@backstage/config';
import { readCommandLine } from '../lib/commandLine.mts';
import { createQuietLogger } from '../lib/quietLogger.mts';
import { createSourceRequire } from '../lib/workspace.mts';
import { explainError } from './explainError.mts';
import { findUrlProblems } from './findUrlProblems.mts';
import { formatPlan, planWebhook } from './planWebhook.mts';

const help = `Usage: yarn webhooks:setup [--apply] [--workspace NAME] [--url URL] [--config FILE]...

Reads the configuration as the backend would, and prints how the webhook of the workspace would change. With
--apply, it creates or changes the webhook. It never prints the secret.

  --apply           creates the webhook, or changes it and sets its secret
  --workspace NAME  slug, or uuid in braces; default: all workspaces whose webhooks the portal accepts
  --url URL         the endpoint as Bitbucket reaches it; default: <backend.baseUrl>/api/events/http/bitbucketCloud
  --config FILE     like the backend; default: app-config.yaml and app-config.local.yaml

Environment:
  ATLASSIAN_EMAIL, BITBUCKET_API_TOKEN  an API token of an administrator of the workspace
  BITBUCKET_ACCESS_TOKEN                or an access token of the workspace
Without them, it uses the credentials of the workspace under catalog.providers.
Scopes: webhook, repository, pullrequest, project`;

const { values: options } = readCommandLine(help, {
  options: {
    apply: { type: 'boolean' },
    workspace: { type: 'string' },
    url: { type: 'string' },
    config: { type: 'string', multiple: true },
  },
});

// Imported here because the import takes seconds.
const { runAsPlugin } = await import('../lib/runAsPlugin.mts');
const { readSetup } = await import('./readSetup.mts');
const require = createSourceRequire(import.meta.url);
const { BitbucketWebhooksClient } =
  require('@backstage-bitbucket/plugin-bitbucket-cloud-node') as typeof import('@backstage-bitbucket/plugin-bitbucket-cloud-node');
const { BITBUCKET_WEBHOOK_EVENTS } =
  require('@backstage-bitbucket/plugin-events-backend-module-bitbucket-webhooks') as typeof import('@backstage-bitbucket/plugin-events-backend-module-bitbucket-webhooks');

async function setUp({ config }: { config: Config }) {
  const { workspaces, ...wanted } = readSetup(config, {
    ...options,
    environment: process.env,
  });
  findUrlProblems(wanted.url).forEach(problem =>
    console.error(`Warning: ${problem}`),
  );
  const settings = {
    ...wanted,
    active: true,
    events: [...BITBUCKET_WEBHOOK_EVENTS],
  };
  for (const { workspace, ...access } of workspaces) {
    const client = new BitbucketWebhooksClient({ workspace, ...access });
    const explain = (error: unknown): never => {
      throw new Error(explainError(workspace, error));
    };
    const plan = planWebhook(await client.list().catch(explain), settings);
    console.log(formatPlan(workspace, plan).join('\n'));
    if (options.apply) {
      const { existing } = plan;
      const { uuid } = await (existing
        ? client.update({ uuid: existing.uuid, ...plan.settings })
        : client.create(plan.settings)
      ).catch(explain);
      console.log(
        `${workspace}: the webhook ${uuid} is ${
          existing ? 'up to date' : 'created'
        }.`,
      );
    }
  }
  if (!options.apply) {
    console.log('Nothing was changed. To create or change it, add --apply.');
  }
}

runAsPlugin({
  pluginId: 'events',
  logger: createQuietLogger(),
  deps: ({ rootConfig }) => ({ config: rootConfig }),
  run: setUp,
});
