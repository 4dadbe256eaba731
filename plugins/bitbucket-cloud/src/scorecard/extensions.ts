import {
  createComponentExtension,
  createRoutableExtension,
} from '@backstage/core-plugin-api';
import { bitbucketCloudPlugin } from '../plugin';
import { scorecardRouteRef } from './routes';

/**
 * A page with the scorecards of the components that the user can read, by team.
 *
 * @public
 */
export const BitbucketScorecardPage = bitbucketCloudPlugin.provide(
  createRoutableExtension({
    name: 'BitbucketScorecardPage',
    component: () =>
      import('./components/ScorecardPage').then(module => module.ScorecardPage),
    mountPoint: scorecardRouteRef,
  }),
);

/**
 * An item of the sidebar that opens the {@link BitbucketScorecardPage}.
 *
 * @public
 */
export const BitbucketScorecardSidebarItem = bitbucketCloudPlugin.provide(
  createComponentExtension({
    name: 'BitbucketScorecardSidebarItem',
    component: {
      lazy: () =>
        import('./components/ScorecardSidebarItem').then(
          module => module.ScorecardSidebarItem,
        ),
    },
  }),
);

/**
 * A card with the checks of a component, for entity pages.
 *
 * @public
 */
export const EntityBitbucketScorecardCard = bitbucketCloudPlugin.provide(
  createComponentExtension({
    name: 'EntityBitbucketScorecardCard',
    component: {
      lazy: () =>
        import('./components/EntityScorecardCard').then(
          module => module.EntityScorecardCard,
        ),
    },
  }),
);
