import { screen } from '@testing-library/react';
import { TestApiProvider, renderInTestApp } from '@backstage/test-utils';
import { bitbucketCloudFrontendPlugin } from '../bitbucketCloudFrontendPlugin';
import { answerOf } from './__testUtils__/renderContent';
import { home } from './__testUtils__/samples';
import {
  bitbucketPagesApiRef,
  HomeBitbucketPipelinesCard,
  HomeBitbucketPullRequestsCard,
  HomeBitbucketReviewsCard,
} from '.';
import { BitbucketPagesClient } from './api/BitbucketPagesClient';

it.each([
  'entity-card:bitbucket-cloud/overview',
  'entity-content:bitbucket-cloud/group-pull-requests',
  'entity-content:bitbucket-cloud/group-pipelines',
  'entity-content:bitbucket-cloud/group-deployments',
  'home-page-widget:bitbucket-cloud/reviews',
  'home-page-widget:bitbucket-cloud/pull-requests',
  'home-page-widget:bitbucket-cloud/pipelines',
])('has the extension %s for the new front-end system', id => {
  expect(bitbucketCloudFrontendPlugin.getExtension(id as never)).toBeDefined();
});

it('has cards of the home page that share a request', async () => {
  const fetch = jest.fn(
    async () => new Response(JSON.stringify(answerOf(home()))),
  );
  const api = new BitbucketPagesClient({
    discoveryApi: { getBaseUrl: async () => 'https://portal/api' },
    fetchApi: { fetch },
  });
  await renderInTestApp(
    <TestApiProvider apis={[[bitbucketPagesApiRef, api]]}>
      <HomeBitbucketReviewsCard />
      <HomeBitbucketPullRequestsCard />
      <HomeBitbucketPipelinesCard title="Red" />
    </TestApiProvider>,
  );
  for (const name of ['Waiting for my review', 'My pull requests', 'Red']) {
    expect(await screen.findByText(name)).toBeVisible();
  }
  expect(await screen.findByText('No pipeline of yours is red.')).toBeVisible();
  expect(fetch.mock.calls).toEqual([['https://portal/api/home']]);
});
