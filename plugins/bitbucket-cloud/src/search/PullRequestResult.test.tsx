import { screen } from '@testing-library/react';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { renderInTestApp } from '@backstage/test-utils';
import { type BitbucketPullRequestDocument } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { bitbucketCloudFrontendPlugin } from '../bitbucketCloudFrontendPlugin';
import { PullRequestResult } from './PullRequestResult';

const result: BitbucketPullRequestDocument = {
  title: 'Count <b>bicycles</b>\u202e',
  text: 'globex/fleet #7',
  location: 'https://bitbucket.org/globex/fleet/pull-requests/7',
  authorization: { resourceRef: 'component:default/fleet' },
  entityRef: 'component:default/fleet',
  repository: 'globex/fleet',
  number: 7,
  author: 'Kit Marlowe',
  status: 'open',
  updatedAt: new Date(Date.now() - 3 * 60 * 60_000).toISOString(),
};

function render(props: Parameters<typeof PullRequestResult>[0]) {
  return renderInTestApp(<PullRequestResult {...props} />, {
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
  });
}

describe('PullRequestResult', () => {
  it('shows the pull request with its component, and texts of users as text', async () => {
    await render({ result });
    const link = screen.getByRole('link', { name: /^Count <b>bicycles<\/b>/ });
    expect(link).toHaveAttribute('href', result.location);
    expect(link.textContent).not.toContain('\u202e');
    expect(
      screen.getByText(/Pull request #7 in globex\/fleet by/),
    ).toHaveTextContent('Kit Marlowe, updated 3 hours ago. Component: fleet');
  });

  it('marks what was found', async () => {
    await render({
      result: { ...result, status: 'draft' } as BitbucketPullRequestDocument,
      highlight: {
        fields: { title: 'Count <i>bicycles</i>' },
        preTag: '<i>',
        postTag: '</i>',
      },
    });
    expect(screen.getByText('bicycles').tagName).toBe('MARK');
    expect(screen.getByText(/Draft #7/)).toBeInTheDocument();
  });

  it('is in the new front-end system', () => {
    expect(
      bitbucketCloudFrontendPlugin.getExtension(
        'search-result-list-item:bitbucket-cloud/pull-request',
      ),
    ).toBeDefined();
  });
});
