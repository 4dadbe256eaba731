import {
  BackendFeature,
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { Request } from 'express';
import { Limits, readLimits } from '../limits';
import { createGuard } from './createGuard';
import { findActionProblem } from './findActionProblem';
import { findRequestProblem } from './findRequestProblem';
import { findSearchProblem } from './findSearchProblem';
import { findTemplateProblem } from './findTemplateProblem';

interface GuardedPlugin {
  pluginId: string;
  /** Largest JSON body that the plugin accepts, where it is not 100 kB. */
  bodySize?: string;
  check?(req: Request, limits: Limits): string | undefined;
}

const guardedPlugins: GuardedPlugin[] = [
  {
    pluginId: 'catalog',
    check: ({ body, query }, limits) =>
      findRequestProblem(query, limits) ??
      findRequestProblem(body, limits) ??
      findActionProblem(body, limits),
  },
  {
    pluginId: 'scaffolder',
    bodySize: '10MB',
    check: ({ body }, limits) =>
      findTemplateProblem(body, limits) ?? findActionProblem(body, limits),
  },
  {
    pluginId: 'search',
    check: ({ query }, limits) => findSearchProblem(query, limits),
  },
  { pluginId: 'mcp-actions' },
  { pluginId: 'notifications' },
  { pluginId: 'permission' },
  { pluginId: 'user-settings' },
];

/** Limit what users can send to each plugin that reads requests with a body or a query. */
export const requestLimitModules: BackendFeature[] = guardedPlugins.map(
  ({ bodySize, check, pluginId }) =>
    createBackendModule({
      pluginId,
      moduleId: 'request-limits',
      register(reg) {
        reg.registerInit({
          deps: {
            auth: coreServices.auth,
            config: coreServices.rootConfig,
            httpAuth: coreServices.httpAuth,
            httpRouter: coreServices.httpRouter,
          },
          // Backstage starts modules before their plugin, so the guard comes before the routes of the plugin.
          async init({ auth, config, httpAuth, httpRouter }) {
            const limits = readLimits(config);
            httpRouter.use(
              createGuard({ auth, bodySize, httpAuth, limits }, req =>
                check?.(req, limits),
              ),
            );
          },
        });
      },
    }),
);
