/**
 * The type of open pull requests in the index of the portal's search.
 *
 * @public
 */
export const BITBUCKET_PULL_REQUEST_DOCUMENT_TYPE = 'bitbucket-pull-request';

/**
 * An open pull request in the index of the portal's search. Titles and names are texts of users: show them as text only.
 *
 * @public
 */
export interface BitbucketPullRequestDocument {
  /** As users wrote it. */
  title: string;
  /** The names of branches, the author and the reviewers. */
  text: string;
  /** The page at Bitbucket. Further components of the repository have a fragment, so that each document has its own. */
  location: string;
  /** Only users who can read this component in the catalog find the document. */
  authorization: { resourceRef: string };
  /** The full reference of the component. */
  entityRef: string;
  /** `workspace/repository`. */
  repository: string;
  /** Unique in the repository. */
  number: number;
  /** The name of the author. */
  author: string;
  /** `draft` or `open`. */
  status: string;
  /** ISO 8601. */
  updatedAt: string;
}
