import { bitbucketAuthApiRef } from '@backstage/core-plugin-api';
import { UserNotificationSettingsCard } from '@backstage/plugin-notifications';
import {
  ProviderSettingsItem,
  SettingsLayout,
} from '@backstage/plugin-user-settings';
import { BitbucketSessionsCard } from '@backstage-bitbucket/plugin-bitbucket-auth';
import { BitbucketSettingsCard } from '@backstage-bitbucket/plugin-bitbucket-cloud';
import { BitbucketIcon } from '../SignInPage';

/** The provider with which users sign in, on the tab of authentication providers. @public */
export const providerSettings = (
  <ProviderSettingsItem
    title="Bitbucket"
    description="Your identity in this portal, and access to your repositories when a page requests it"
    apiRef={bitbucketAuthApiRef}
    icon={BitbucketIcon}
  />
);

/** Tabs of the settings page in addition to Backstage's tabs. @public */
export const settingsTabs = (
  <>
    <SettingsLayout.Route path="sessions" title="Sessions">
      <BitbucketSessionsCard />
    </SettingsLayout.Route>
    <SettingsLayout.Route path="bitbucket" title="Bitbucket account">
      <BitbucketSettingsCard />
    </SettingsLayout.Route>
    <SettingsLayout.Route path="notifications" title="Notifications">
      <UserNotificationSettingsCard
        originNames={{ 'plugin:scaffolder': 'Software templates' }}
      />
    </SettingsLayout.Route>
  </>
);
