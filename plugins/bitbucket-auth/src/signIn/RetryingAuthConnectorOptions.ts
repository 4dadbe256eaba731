import {
  type AuthProviderInfo,
  type OAuthRequestApi,
} from '@backstage/core-plugin-api';
import { type AuthProviderClient } from './AuthProviderClient';
import { type PortalTab } from './PortalTab';
import { type SignOutChannel } from './SignOutChannel';

export interface RetryingAuthConnectorOptions {
  client: AuthProviderClient;
  oauthRequestApi: OAuthRequestApi;
  provider: AuthProviderInfo;
  signOutChannel: SignOutChannel;
  /** Redirects to Bitbucket instead of opening a window. */
  useRedirectFlow: boolean;
  tab?: PortalTab;
}
