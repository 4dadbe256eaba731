import { SearchResultListItemBlueprint } from '@backstage/plugin-search-react/alpha';
import { BITBUCKET_PULL_REQUEST_DOCUMENT_TYPE } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

const pullRequestResult = SearchResultListItemBlueprint.make({
  name: 'pull-request',
  params: {
    predicate: ({ type }) => type === BITBUCKET_PULL_REQUEST_DOCUMENT_TYPE,
    component: async () => {
      const { PullRequestResult } = await import('./PullRequestResult');
      return PullRequestResult;
    },
  },
});

/** The extensions of the search, for the new front-end system. */
export const searchExtensions = [pullRequestResult];
