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
  'entity-card:bitbucket-cloud/missing-repository',
  'entity-content:bitbucket-cloud/group-pull-requests',
  'entity-content:bitbucket-cloud/group-pipelines',
  'entity-content:bitbucket-cloud/group-deployments',
  'home-page-widget:bitbucket-cloud/reviews',
  'home-page-widget:bitbucket-cloud/pull-requests',
  'home-page-widget:bitbucket-cloud/pipelines',
])('has the extension %s for the new front-end system', id => {
  expect(bitbucketCloudFrontendPlugin.getExtension(id as never)).toBeDefined();
});

it.each([
  [
    'HTML of a proxy',
    async () => new Response('<html>Bad Gateway</html>', { status: 502 }),
    'The backend of the portal responded with HTTP status 502 and no explanation. Try again in a minute.',
  ],
  [
    'HTML with status 200',
    async () => new Response('<html></html>'),
    /sent a response that this page cannot read/,
  ],
  [
    'no response',
    async () => {
      throw new TypeError('Failed to fetch');
    },
    'The backend of the portal does not respond. Check your network connection, then try again.',
  ],
])('has a sentence for %s', async (_, fetch, sentence) => {
  const api = new BitbucketPagesClient({
    discoveryApi: { getBaseUrl: async () => 'https://portal/api' },
    fetchApi: { fetch },
  });
  const answer = api.getPipelines('component:default/booking');
  await expect(answer).rejects.toThrow(sentence);
  await expect(answer).rejects.toMatchObject({ name: 'BitbucketPagesError' });
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
