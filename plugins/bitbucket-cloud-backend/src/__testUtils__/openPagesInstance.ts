import {
  type LoggerService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import {
  BitbucketOAuthClient,
  clientCredentials,
  type RepositoryClientOptions,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type EventsService } from '@backstage/plugin-events-node';
import { type Knex } from 'knex';
import { Answers } from '../answers/Answers';
import { AnswerStore } from '../answers/AnswerStore';
import { Channels } from '../events/Channels';
import { followWebhooks } from '../events/followWebhooks';
import { RepositoryChanges } from '../events/RepositoryChanges';
import { WorkspacePages } from '../pages/WorkspacePages';

/** The pages of one instance, without HTTP, the catalog and the limit of calls. */
export async function openPagesInstance({
  clientId,
  clientSecret,
  events,
  knex,
  logger,
  now,
  ...options
}: Omit<RepositoryClientOptions, 'credentials'> & {
  clientId: string;
  clientSecret: string;
  /** Without it, the instance receives no webhooks. */
  events?: EventsService;
  /** Shared by instances. */
  knex: Knex;
  logger: LoggerService;
  now: () => number;
}) {
  await knex.migrate.latest({
    directory: resolvePackagePath(
      '@backstage-bitbucket/plugin-bitbucket-cloud-backend',
      'migrations',
    ),
  });
  const store = new AnswerStore(knex, now);
  if (events) {
    await followWebhooks(
      events,
      new RepositoryChanges({
        channels: new Channels(knex, now),
        logger,
        signals: { publish: async () => {} },
        store,
      }),
      options.baseUrl === undefined ? [] : [options.baseUrl],
    );
  }
  const client = new BitbucketOAuthClient({
    clientId,
    clientSecret,
    baseUrl: options.baseUrl,
  });
  return new WorkspacePages(new Answers(store, logger, { now }), {
    ...options,
    now,
    hasWebhooks: events !== undefined,
    credentials: clientCredentials(client, now),
  });
}
