import { screen } from '@testing-library/react';
import { configApiRef } from '@backstage/core-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { bitbucketCloudFrontendPlugin } from '../bitbucketCloudFrontendPlugin';
import { bitbucketCloudPlugin } from '../plugin';
import { fakeIngestionApi, fakeState } from './__testUtils__/fakeIngestion';
import { bitbucketIngestionApiRef } from './api';
import { BitbucketIngestionSidebarItem } from '.';
import { BitbucketIngestionPage } from './components/BitbucketIngestionPage';
import { ingestionRouteRef } from './routes';

// The real hook caches each decision, and tests cannot clear the cache.
jest.mock('@backstage/plugin-permission-react', () => ({
  ...jest.requireActual('@backstage/plugin-permission-react'),
  usePermission: jest.fn(),
}));

const mountedRoutes = { '/bitbucket-ingestion': ingestionRouteRef };

it('has the API and the page', async () => {
  expect([...bitbucketCloudPlugin.getApis()].map(({ api }) => api)).toContain(
    bitbucketIngestionApiRef,
  );
  const api = fakeIngestionApi();
  api.getStates.mockResolvedValueOnce([fakeState()]);
  await renderInTestApp(
    <TestApiProvider apis={[[bitbucketIngestionApiRef, api]]}>
      <BitbucketIngestionPage />
    </TestApiProvider>,
  );
  expect(
    await screen.findByRole('heading', { name: 'Bitbucket ingestion' }),
  ).toBeVisible();
  expect(await screen.findByText('Last run succeeded')).toBeVisible();
});

async function renderSidebarItem(enabled: boolean, allowed: boolean) {
  (usePermission as jest.Mock).mockReturnValue({ loading: false, allowed });
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [configApiRef, mockApis.config({ data: { permission: { enabled } } })],
      ]}
    >
      <BitbucketIngestionSidebarItem />
    </TestApiProvider>,
    { mountedRoutes },
  );
}

it('has an item of the sidebar for administrators', async () => {
  await renderSidebarItem(true, true);
  expect(await screen.findByRole('link')).toHaveAttribute(
    'href',
    '/bitbucket-ingestion',
  );
});

it.each([
  [true, false],
  [false, true],
])(
  'has no item if permission.enabled is %p and the permission is %p',
  async (enabled, allowed) => {
    await renderSidebarItem(enabled, allowed);
    expect(screen.queryByRole('link')).toBeNull();
  },
);

it.each([
  'api:bitbucket-cloud/ingestion',
  'page:bitbucket-cloud/ingestion',
] as const)('has the extension %s for the new front-end system', id => {
  expect(bitbucketCloudFrontendPlugin.getExtension(id)).toBeDefined();
});
