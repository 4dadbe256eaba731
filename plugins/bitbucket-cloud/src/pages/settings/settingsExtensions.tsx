import { Content } from '@backstage/core-components';
import { SubPageBlueprint } from '@backstage/frontend-plugin-api';

/** A tab of the settings of `@backstage/plugin-user-settings`. */
const settings = SubPageBlueprint.make({
  name: 'settings',
  attachTo: { id: 'page:user-settings', input: 'pages' },
  params: {
    path: 'bitbucket',
    title: 'Bitbucket account',
    loader: async () => {
      const { SettingsCard } = await import('./SettingsCard');
      return (
        <Content>
          <SettingsCard />
        </Content>
      );
    },
  },
});

/** The extensions of the new front-end system. */
export const settingsExtensions = [settings];
