import {
  type BackendFeature,
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { Router } from 'express';
import { limitCatalogQueries } from './catalogQueries/limitCatalogQueries';
import { limitRunningQueries } from './requests/limitRunningQueries';
import { readLimits } from './limits/readLimits';
import { workQueueServiceRef } from './workQueue';
import { createEventsGuard } from './requests/createEventsGuard';
import { createGuard, type GuardRules } from './requests/createGuard';
import { explainRejectedRuns } from './requests/explainRejectedRuns';
import { explainTimeouts } from './requests/explainTimeouts';
import { findUnpagedFieldsProblem } from './requests/findFieldsProblem';
import {
  findListProblem,
  findPermissionsProblem,
  findRefsProblem,
  findRepeatedSetting,
} from './requests/findListProblem';
import { findNotificationProblem } from './requests/findNotificationProblem';
import {
  findEventProblem,
  findPageCursorProblem,
} from './requests/findPageProblem';
import { findRefProblem } from './requests/findRefProblem';
import { findRequestProblem } from './requests/findRequestProblem';
import { findSearchProblem } from './requests/findSearchProblem';
import { findSettingsProblem } from './requests/findSettingsProblem';
import { findTemplateProblem } from './requests/findTemplateProblem';
import { limitActions } from './requests/limitActions';
import { limitPages } from './requests/limitPages';
import { limitReadings } from './requests/limitReadings';
import { limitRunEvents } from './requests/limitRunEvents';
import { limitRuns } from './requests/limitRuns';
import { limitSettings } from './requests/limitSettings';
import { limitStreams } from './requests/limitStreams';
import { findIdProblem, requireUuids } from './requests/requireUuids';
import { shortenErrors } from './requests/shortenErrors';
import { shortenFormErrors } from './requests/shortenFormErrors';
import { splitPermissions } from './requests/splitPermissions';
import { yieldBetweenWrites } from './requests/yieldBetweenWrites';

/** What the pages for templates show. The scaffolder makes each response again. */
const SCAFFOLDER_FORMS = [
  '/v2/actions',
  '/v2/autocomplete',
  '/v2/templates',
  '/v2/templating-extensions',
];

interface GuardedPlugin extends GuardRules {
  pluginId: string;
}

const guardedPlugins: GuardedPlugin[] = [
  // Most of its routes accept requests without a token or with an expired token.
  { pluginId: 'auth', isPublic: true },
  {
    pluginId: 'catalog',
    check: ({ body, path, query }, limits) =>
      (/^\/entities\/?$/i.test(path)
        ? findUnpagedFieldsProblem(query, limits)
        : undefined) ??
      findRequestProblem(query, limits) ??
      findRequestProblem(body, limits) ??
      findRefsProblem(body, limits) ??
      findRefsProblem(body?.input, limits) ??
      findRefProblem(body?.entityRef, 'entityRef'),
    prepare: (limits, options) =>
      Router().use(
        yieldBetweenWrites,
        limitActions(limits, options),
        limitReadings(limits, options),
        limitCatalogQueries(limits, options),
      ),
  },
  {
    pluginId: 'scaffolder',
    // @seam The template editor sends a whole folder. The scaffolder accepts 10 MB on all routes:
    // https://github.com/backstage/backstage/blob/v1.55.0/plugins/scaffolder-backend/src/service/router.ts
    largeBody: {
      path: '/v2/dry-run',
      size: 10 * 1024 * 1024,
      permission: 'scaffolder.template.dry-run',
    },
    check: ({ body, query }, limits) =>
      findTemplateProblem(body, limits) ??
      findRefProblem(body?.templateRef, 'templateRef') ??
      findRefProblem(body?.input?.templateRef, 'templateRef') ??
      findIdProblem(body?.taskId ?? body?.input?.taskId, 'taskId') ??
      findEventProblem(query) ??
      findEventProblem({ ...body, ...body?.input }),
    prepare: (limits, options) =>
      Router().use(
        requireUuids({ paths: ['/v2/tasks/:id', '/v2/tasks/:id/*'] }),
        shortenFormErrors(),
        limitActions(limits, options),
        limitRunningQueries(limits, options, SCAFFOLDER_FORMS),
        limitPages(limits, options),
        limitStreams(limits, options),
        limitRunEvents(limits, options),
        limitRuns(limits, options),
      ),
  },
  {
    pluginId: 'search',
    // The action itself has no limits.
    check: ({ body, query }, limits) =>
      [query, body, body?.input]
        .map(
          source =>
            findSearchProblem({ ...source }, limits) ??
            findPageCursorProblem({ ...source }),
        )
        .find(Boolean),
    prepare: (limits, options) =>
      limitRunningQueries(limits, options, ['/query', '/.backstage/actions']),
  },
  {
    // An answer of Bitbucket can have several megabytes, and each request parses the stored text. The pages of all
    // repositories, such as the home page, also read all components.
    pluginId: 'bitbucket-cloud',
    prepare: (limits, options) => limitRunningQueries(limits, options, ['/']),
  },
  {
    pluginId: 'mcp-actions',
    check: ({ body }, limits) => findListProblem(body, 'lists.calls', limits),
    prepare: (limits, options) => limitRunningQueries(limits, options, ['/v1']),
  },
  {
    pluginId: 'notifications',
    check: findNotificationProblem,
    prepare: () =>
      requireUuids({
        paths: ['/:id', '/notifications/:id'],
        others: [
          ...['notifications', 'settings', 'status', 'topics', 'update'],
          'openapi.json',
        ],
      }),
  },
  {
    pluginId: 'permission',
    check: ({ body }, limits) =>
      findPermissionsProblem(body, limits) ?? findRunProblem(body?.items),
    prepare: splitPermissions,
  },
  {
    // Both read the whole entity from the cache, which has no turns. Images and pages come from `/static`.
    pluginId: 'techdocs',
    prepare: (limits, options) =>
      limitRunningQueries(limits, options, ['/metadata', '/sync']),
  },
  {
    pluginId: 'user-settings',
    bodySize: limits => limits['setting.size'],
    check: ({ body, path }, limits) =>
      findListProblem(body?.items, 'lists.settings', limits) ??
      findSettingsProblem({ body, path }) ??
      findRepeatedSetting(body?.items) ??
      findNameProblem(path),
    prepare: limitSettings,
  },
];

/**
 * The length of the columns for the bucket and the key of a setting. A longer value would cause a
 * database error.
 */
const NAME_LENGTH = 255;

function findNameProblem(path: string): string | undefined {
  const [, ...names] = /^\/buckets\/([^/]*)\/keys\/(.*)$/i.exec(path) ?? [];
  try {
    return names.some(name => decodeURIComponent(name).length > NAME_LENGTH)
      ? `The bucket or the key of the setting has more than ${NAME_LENGTH} characters. Use a shorter one.`
      : undefined;
  } catch {
    return 'The bucket or the key of the setting has an invalid escape. Escape its characters as UTF-8.';
  }
}

/** The IDs of runs are UUIDs. The IDs of other resources are not. */
function findRunProblem(items: unknown): string | undefined {
  return Array.isArray(items)
    ? items
        .filter(item => item?.permission?.resourceType === 'scaffolder-task')
        .map(item => findIdProblem(item.resourceRef, 'resourceRef'))
        .find(Boolean)
    : undefined;
}

const eventsModule = createBackendModule({
  pluginId: 'events',
  moduleId: 'request-limits',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
      },
      async init({ httpRouter, ...deps }) {
        const limits = readLimits(deps.config);
        httpRouter.use(createEventsGuard({ ...deps, limits }));
      },
    });
  },
});

/** The definition of the routes of a plugin has up to 200 KB. */
function prepareAll({ isPublic, prepare }: GuardRules): GuardRules['prepare'] {
  return isPublic
    ? prepare
    : (limits, options) =>
        Router().use(
          limitRunningQueries(limits, options, ['/openapi.json']),
          ...[prepare?.(limits, options) ?? []].flat(),
        );
}

/**
 * The IDs of the plugins whose requests `limitFeatures` limits.
 *
 * @public
 */
export const guardedPluginIds = [
  'events',
  ...guardedPlugins.map(({ pluginId }) => pluginId),
];

/** Modules that limit what users can send to each plugin that reads requests with a body or a query. */
export const requestLimitModules: BackendFeature[] = [
  eventsModule,
  ...guardedPlugins.map(({ pluginId, ...rules }) =>
    createBackendModule({
      pluginId,
      moduleId: 'request-limits',
      register(reg) {
        reg.registerInit({
          deps: {
            auth: coreServices.auth,
            config: coreServices.rootConfig,
            database: coreServices.database,
            discovery: coreServices.discovery,
            httpAuth: coreServices.httpAuth,
            httpRouter: coreServices.httpRouter,
            lifecycle: coreServices.lifecycle,
            permissions: coreServices.permissions,
            runInTurn: workQueueServiceRef,
          },
          // Backstage starts modules before their plugin, so the guard runs before the routes of the
          // plugin.
          async init({ config, httpRouter, lifecycle, ...services }) {
            const limits = readLimits(config);
            const prepare = prepareAll(rules);
            httpRouter.use(
              createGuard({ ...services, limits }, { ...rules, prepare }),
            );
            // The handler must run after the routes of the plugin to receive their errors.
            lifecycle.addStartupHook(() => {
              httpRouter.use(explainRejectedRuns as never);
              httpRouter.use(explainTimeouts as never);
              httpRouter.use(shortenErrors as never);
            });
          },
        });
      },
    }),
  ),
];
