import { createBackend } from '@backstage/backend-defaults';
import { startBackend } from './startBackend';

const backend = createBackend();

// The HTTP server
backend.add(import('./rootHttpRouter'));

// The cache, which keeps nobody waiting while Redis is away
backend.add(import('./redis'));

// Reading files from other hosts
backend.add(import('./reading'));

// What users can send to the portal at most
backend.add(import('./limits'));

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

// Software templates
backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('./publishing'));
backend.add(
  import('@backstage/plugin-scaffolder-backend-module-notifications'),
);

// Documentation
backend.add(import('@backstage/plugin-techdocs-backend'));

// Search: in PostgreSQL where the database is PostgreSQL, in memory otherwise
backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('./search'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@backstage/plugin-search-backend-module-techdocs'));

// Permissions
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(
  import(
    '@backstage-bitbucket/plugin-permission-backend-module-ownership-policy'
  ),
);

// Everything a person keeps or is told
backend.add(import('@backstage/plugin-user-settings-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('./signals'));
backend.add(import('@backstage/plugin-events-backend'));

// Tools for AI assistants
backend.add(import('@backstage/plugin-mcp-actions-backend'));

startBackend(backend);
