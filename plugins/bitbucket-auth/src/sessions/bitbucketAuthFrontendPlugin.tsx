import {
  ApiBlueprint,
  createFrontendPlugin,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { bitbucketSessionsApiFactory } from './api/bitbucketSessionsApiFactory';

const sessionsApi = ApiBlueprint.make({
  name: 'sessions',
  params: defineParams => defineParams(bitbucketSessionsApiFactory),
});

/**
 * A tab of the page that `@backstage/plugin-user-settings/alpha` provides.
 *
 * @seam The settings page has the ID `page:user-settings` and the input `pages`.
 * https://github.com/backstage/backstage/blob/master/plugins/user-settings/src/alpha.tsx
 */
const settingsTab = SubPageBlueprint.make({
  name: 'sessions',
  attachTo: { id: 'page:user-settings', input: 'pages' },
  params: {
    path: 'sessions',
    title: 'Sessions',
    loader: async () => {
      const [{ BitbucketSessionsCard }, { Content }] = await Promise.all([
        import('./components/BitbucketSessionsCard'),
        import('@backstage/core-components'),
      ]);
      return (
        <Content>
          <BitbucketSessionsCard />
        </Content>
      );
    },
  },
});

const entityCard = EntityCardBlueprint.make({
  name: 'sessions',
  params: {
    filter: { kind: 'user' },
    loader: async () => {
      const { EntityBitbucketSessionsCard } = await import(
        './components/EntityBitbucketSessionsCard'
      );
      return <EntityBitbucketSessionsCard />;
    },
  },
});

/**
 * The plugin, for apps of the new front-end system: the API for sessions, a tab of the settings page
 * with the user's own sessions, and a card for administrators on the entity page of users.
 *
 * @public
 */
export const bitbucketAuthFrontendPlugin = createFrontendPlugin({
  pluginId: 'bitbucket-auth',
  title: 'Sign-in with Bitbucket Cloud',
  info: { packageJson: () => import('../../package.json') },
  extensions: [sessionsApi, settingsTab, entityCard],
});
