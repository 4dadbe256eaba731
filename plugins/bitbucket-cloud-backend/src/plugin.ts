import {
  coreServices,
  createBackendPlugin,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import {
  actionsRegistryServiceRef,
  metricsServiceRef,
} from '@backstage/backend-plugin-api/alpha';
import {
  openBudgetDatabase,
  RequestUser,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { forRequestUser } from './actions/forRequestUser';
import { PipelineActions } from './actions/PipelineActions';
import { registerActions } from './actions/registerActions';
import { Answers } from './answers/Answers';
import { AnswerStore } from './answers/AnswerStore';
import { readPagesConfig } from './config/pagesConfig';
import { createWorkspaces } from './createWorkspaces';
import { LogReaders } from './entities/LogReaders';
import { EntityRepositories } from './entities/EntityRepositories';
import { Channels } from './events/Channels';
import { followWebhooks } from './events/followWebhooks';
import { RepositoryChanges } from './events/RepositoryChanges';
import { createGroupRouter } from './groups/createGroupRouter';
import { GroupRepositories } from './groups/GroupRepositories';
import { createHomeRouter } from './home/createHomeRouter';
import { HomeAnswers } from './home/HomeAnswers';
import { ReadableRepositories } from './home/ReadableRepositories';
import { createRouter } from './http/createRouter';
import { startScorecard } from './scorecard/startScorecard';
import { createSearchRouter } from './search/createSearchRouter';
import { PullRequestDocuments } from './search/PullRequestDocuments';

/** Without a secret, the endpoint for webhooks does not exist. */
const WEBHOOK_SECRETS_KEY = 'events.modules.bitbucketCloud.webhookSecrets';

/**
 * Reads Bitbucket for the pages of entities.
 *
 * @public
 */
export const bitbucketCloudPlugin = createBackendPlugin({
  pluginId: 'bitbucket-cloud',
  register(env) {
    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        scheduler: coreServices.scheduler,
        // Without the signals plugin, pages receive no signals, and ask every 30 seconds.
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init({ database, ...deps }) {
        const { catalog, events, httpAuth, httpRouter, logger, signals } = deps;
        const config = readPagesConfig(deps.config);
        const knex = await openBudgetDatabase(database);
        if (!database.migrations?.skip) {
          await knex.migrate.latest({
            directory: resolvePackagePath(
              '@backstage-bitbucket/plugin-bitbucket-cloud-backend',
              'migrations',
            ),
          });
        }
        const user = new RequestUser();
        httpRouter.use(user.createHandler(httpAuth));
        const store = new AnswerStore(knex);
        const counter = deps.metrics.createCounter('bitbucket_pages.answers', {
          description:
            'Answers for pages, by source: stored, read (from Bitbucket) or failed',
        });
        const answers = new Answers(store, logger, {
          onAnswer: source => counter.add(1, { source }),
        });
        const workspaces = createWorkspaces(config, {
          answers,
          knex,
          logger,
          metrics: deps.metrics,
          user,
          hasWebhooks: deps.config.has(WEBHOOK_SECRETS_KEY),
        });
        const channels = new Channels(knex);
        const changes = new RepositoryChanges({
          channels,
          logger,
          signals,
          store,
        });
        await followWebhooks(
          events,
          changes,
          workspaces.map(({ baseUrl }) => baseUrl),
        );
        await deps.scheduler.scheduleTask({
          id: 'bitbucket-cloud-answers-cleanup',
          frequency: { days: 1 },
          timeout: { minutes: 5 },
          initialDelay: { minutes: 10 },
          fn: () => store.clean(),
        });
        const repositories = new EntityRepositories(catalog, workspaces);
        const logReaders = new LogReaders(deps.config);
        registerActions({
          ...deps,
          actionsRegistry: forRequestUser(deps.actionsRegistry, {
            ...deps,
            user,
          }),
          logReaders,
          repositories,
        });
        await startScorecard(
          { ...deps, knex },
          {
            config: config.scorecard,
            isNeeded: workspaces.length > 0,
            repositories,
          },
        );
        httpRouter.use(
          createSearchRouter({
            httpAuth,
            documents: new PullRequestDocuments({
              ...deps,
              answers,
              repositories,
            }),
          }),
        );
        httpRouter.use(
          createRouter({
            actions: new PipelineActions({
              auditor: deps.auditor,
              changes,
              userInfo: deps.userInfo,
            }),
            channels,
            httpAuth,
            logReaders,
            repositories,
          }),
        );
        httpRouter.use(
          createGroupRouter({
            channels,
            httpAuth,
            groups: new GroupRepositories(catalog, repositories),
          }),
        );
        httpRouter.use(
          createHomeRouter({
            httpAuth,
            home: new HomeAnswers({
              catalog,
              channels,
              userInfo: deps.userInfo,
              repositories: new ReadableRepositories(catalog, repositories),
            }),
          }),
        );
      },
    });
  },
});
