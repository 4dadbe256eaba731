import { createComponentExtension } from '@backstage/core-plugin-api';
import { bitbucketCloudPlugin } from '../../plugin';

/**
 * Whether the portal knows the user's Bitbucket account, and which repositories it can read for the user, for a tab of the
 * settings: `<SettingsLayout.Route path="bitbucket" title="Bitbucket account">`.
 *
 * @public
 */
export const BitbucketSettingsCard = bitbucketCloudPlugin.provide(
  createComponentExtension({
    name: 'BitbucketSettingsCard',
    component: {
      lazy: () => import('./SettingsCard').then(module => module.SettingsCard),
    },
  }),
);
