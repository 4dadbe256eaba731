import { createBackend } from '@backstage/backend-defaults';
import { startBackend } from '@backstage-bitbucket/portal-doctor';
import {
  cacheServiceFactory,
  rootHttpRouterServiceFactory,
  signalsPlugin,
} from '@backstage-bitbucket/portal-http';
import {
  limitFeatures,
  publishingFeatures,
  readingFeatures,
  searchModulePostgres,
} from '@backstage-bitbucket/portal-limits';
import {
  auditFeatures,
  telemetryPlugin,
} from '@backstage-bitbucket/portal-telemetry';

const backend = createBackend();

// The HTTP server
backend.add(rootHttpRouterServiceFactory);

// The cache, which does not delay requests while Redis is unavailable
backend.add(cacheServiceFactory);

// Measures, which OpenTelemetry exports, and the audit log as a separate stream
backend.add(telemetryPlugin);
backend.add(auditFeatures);

// Reading files from other hosts
backend.add(readingFeatures);

// Limits on what users can send to the portal
backend.add(limitFeatures);

// The front end, served as static files
backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-proxy-backend'));

// Sign-in
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(
  import('@backstage-bitbucket/plugin-auth-backend-module-bitbucket-provider'),
);

// Catalog
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(
  import(
    '@backstage-bitbucket/plugin-catalog-backend-module-bitbucket-workspace'
  ),
);
backend.add(
  import(
    '@backstage-bitbucket/plugin-catalog-backend-module-bitbucket-repositories'
  ),
);

// Software templates
backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(publishingFeatures);
backend.add(
  import('@backstage/plugin-scaffolder-backend-module-notifications'),
);

// Documentation
backend.add(import('@backstage/plugin-techdocs-backend'));

// Search: in PostgreSQL where the database is PostgreSQL, in memory otherwise
backend.add(import('@backstage/plugin-search-backend'));
backend.add(searchModulePostgres);
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@backstage/plugin-search-backend-module-techdocs'));
backend.add(
  import('@backstage-bitbucket/plugin-search-backend-module-bitbucket-cloud'),
);

// Permissions
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(
  import(
    '@backstage-bitbucket/plugin-permission-backend-module-ownership-policy'
  ),
);

// User settings and notifications
backend.add(import('@backstage/plugin-user-settings-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(signalsPlugin);
backend.add(import('@backstage/plugin-events-backend'));
backend.add(
  import(
    '@backstage-bitbucket/plugin-events-backend-module-bitbucket-webhooks'
  ),
);

// Bitbucket on the pages of entities
backend.add(import('@backstage-bitbucket/plugin-bitbucket-cloud-backend'));

// Tools for AI assistants
backend.add(import('@backstage/plugin-mcp-actions-backend'));

startBackend({ backend, packageFile: require.resolve('../package.json') });
