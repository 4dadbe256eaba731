import { createRouteRef } from '@backstage/core-plugin-api';

/** The page with the scorecards of all components. */
export const scorecardRouteRef = createRouteRef({
  id: 'bitbucket-cloud:scorecard',
});
