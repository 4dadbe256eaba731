import { createSearchResultListItemExtension } from '@backstage/plugin-search-react';
import { BITBUCKET_PULL_REQUEST_DOCUMENT_TYPE } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { bitbucketCloudPlugin } from '../plugin';
import { type BitbucketPullRequestSearchResultProps } from './PullRequestResult';

/**
 * An open pull request in the results of the search, for the children of `SearchResult`.
 *
 * @public
 */
export const BitbucketPullRequestSearchResultListItem: (
  props: BitbucketPullRequestSearchResultProps,
) => JSX.Element | null = bitbucketCloudPlugin.provide(
  createSearchResultListItemExtension({
    name: 'BitbucketPullRequestSearchResultListItem',
    component: () =>
      import('./PullRequestResult').then(module => module.PullRequestResult),
    predicate: ({ type }) => type === BITBUCKET_PULL_REQUEST_DOCUMENT_TYPE,
  }),
);
