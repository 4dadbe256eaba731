export { BitbucketPullRequestSearchResultListItem } from './extensions';
export type { BitbucketPullRequestSearchResultProps } from './PullRequestResult';
