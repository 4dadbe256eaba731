import { createRouteRef } from '@backstage/core-plugin-api';

/** The page with the state of the ingestion. */
export const ingestionRouteRef = createRouteRef({
  id: 'bitbucket-cloud:ingestion',
});
