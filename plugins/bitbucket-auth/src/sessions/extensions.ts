import { createComponentExtension } from '@backstage/core-plugin-api';
import { bitbucketAuthPlugin } from '../plugin';

/**
 * A card with the sessions of the signed-in user, for a tab of the settings page:
 * `<SettingsLayout.Route path="sessions" title="Sessions">`.
 *
 * @public
 */
export const BitbucketSessionsCard = bitbucketAuthPlugin.provide(
  createComponentExtension({
    name: 'BitbucketSessionsCard',
    component: {
      lazy: () =>
        import('./components/BitbucketSessionsCard').then(
          module => module.BitbucketSessionsCard,
        ),
    },
  }),
);

/**
 * A card with the sessions of a user, for the entity page of users. It is empty without the permission
 * `bitbucket.session.read`, and if the portal has no such sessions. The buttons that end sessions require the permission `bitbucket.session.end`.
 *
 * @public
 */
export const EntityBitbucketSessionsCard = bitbucketAuthPlugin.provide(
  createComponentExtension({
    name: 'EntityBitbucketSessionsCard',
    component: {
      lazy: () =>
        import('./components/EntityBitbucketSessionsCard').then(
          module => module.EntityBitbucketSessionsCard,
        ),
    },
  }),
);
