import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createApp } from '@backstage/frontend-defaults';
import {
  ApiBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import homePlugin from '@backstage/plugin-home/alpha';
import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';
import { mockApis } from '@backstage/test-utils';
import { answerOf } from './pages/__testUtils__/renderContent';
import { home, homePullRequest } from './pages/__testUtils__/samples';
import { type BitbucketPagesApi, bitbucketPagesApiRef } from './pages';
import bitbucketCloudPlugin from './alpha';

const booking = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'booking',
    namespace: 'default',
    annotations: { 'bitbucket.org/repo-slug': 'harbour-bikes/booking' },
  },
  spec: { type: 'service' },
};

const catalog = {
  getEntityByRef: async () => booking,
  getEntityAncestors: async () => ({ items: [] }),
  getEntities: async () => ({ items: [] }),
  getEntitiesByRefs: async () => ({ items: [] }),
  queryEntities: async () => ({ items: [], pageInfo: {}, totalItems: 0 }),
};

const pages: Partial<BitbucketPagesApi> = {
  getHome: async () => answerOf(home()),
  getOverview: async () => {
    throw new Error('The overview is not ready.');
  },
  getPullRequests: async () =>
    answerOf({ pullRequests: [homePullRequest(7)], hasMore: false }),
};

/** The app loads its pages on request. */
const patience = { timeout: 15_000 };

/** An app of the new front-end system, with nothing of the rest of this repository. */
function open(path: string) {
  window.history.replaceState({}, '', path);
  const app = createApp({
    features: [
      catalogPlugin,
      homePlugin,
      userSettingsPlugin,
      bitbucketCloudPlugin,
      createFrontendModule({
        pluginId: 'catalog',
        extensions: [
          ApiBlueprint.make({
            params: define =>
              define({
                api: catalogApiRef,
                deps: {},
                factory: () => catalog as never,
              }),
          }),
        ],
      }),
      createFrontendModule({
        pluginId: 'bitbucket-cloud',
        extensions: [
          ApiBlueprint.make({
            name: 'pages',
            params: define =>
              define({
                api: bitbucketPagesApiRef,
                deps: {},
                factory: () => pages as BitbucketPagesApi,
              }),
          }),
        ],
      }),
    ],
    advanced: {
      configLoader: async () => ({
        config: mockApis.config({
          data: {
            app: {
              title: 'Portal',
              baseUrl: 'http://localhost',
              // Every visitor is a guest.
              extensions: [{ 'sign-in-page:app': false }],
            },
            backend: { baseUrl: 'http://localhost:7007' },
            bitbucketCloud: {
              workspaces: { main: { workspace: 'harbour-bikes' } },
            },
          },
        }),
      }),
    },
  });
  render(app.createRoot());
}

describe('an app of the new front-end system', () => {
  it('has a tab of pull requests on the page of a component', async () => {
    open('/catalog/default/component/booking/pull-requests');
    expect(await screen.findByText(/Change 7/, {}, patience)).toBeVisible();
  });

  it('has a tab of the settings', async () => {
    open('/settings');
    await userEvent.click(
      await screen.findByRole('tab', { name: 'Bitbucket account' }, patience),
    );
    expect(
      await screen.findByText(/The portal knows your Bitbucket account/),
    ).toBeVisible();
  });

  it('has cards for the home page', async () => {
    open('/home');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Add widget' }, patience),
    );
    for (const text of ['My pull requests', 'My red pipelines']) {
      expect(await screen.findByText(text)).toBeVisible();
    }
    await userEvent.click(screen.getByText('Waiting for my review'));
    expect(
      await screen.findByText(
        'No pull request waits for your review.',
        {},
        patience,
      ),
    ).toBeInTheDocument();
  });

  it('has cards on the overview of a component', async () => {
    open('/catalog/default/component/booking');
    expect(
      await screen.findByText('The overview is not ready.', {}, patience),
    ).toBeVisible();
    expect(screen.getByText('Scorecard')).toBeVisible();
  });
});
