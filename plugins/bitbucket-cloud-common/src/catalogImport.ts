import { type JsonObject } from '@backstage/types';

/**
 * An owner, and why it is proposed.
 *
 * @public
 */
export interface BitbucketOwnerProposal {
  /** Full reference of a Group or User in the catalog. */
  ref: string;
  /** Where the proposal comes from. */
  source: 'CODEOWNERS' | 'default reviewers' | 'project';
  /** One sentence for the user. */
  reason: string;
}

/**
 * The response of `GET /api/catalog/bitbucket/import?url=…`: what the import of a repository would add.
 *
 * @public
 */
export interface BitbucketRepositoryAnalysis {
  /** `workspace/repository`, as Bitbucket spells it. */
  repository: string;
  /** The page of the repository. */
  url: string;
  mainBranch: string;
  /** Catalog files on the main branch, with the entities in each. */
  existingFiles: {
    url: string;
    isRegistered: boolean;
    entities: JsonObject[];
  }[];
  /** A pull request with a catalog file that is open. */
  openPullRequest?: BitbucketImportPullRequest;
  /** The entity that the pull request would add. Missing if there is a file. */
  proposed?: JsonObject;
  /** The best proposal comes first. */
  owners: BitbucketOwnerProposal[];
}

/**
 * The body of `POST /api/catalog/bitbucket/import/pull-requests`.
 *
 * @public
 */
export interface BitbucketImportPullRequestRequest {
  /** The page of the repository. */
  url: string;
  /** The catalog file as YAML, at most 64 KiB. */
  content: string;
  title: string;
  /** Markdown. */
  description: string;
}

/**
 * A pull request that adds a catalog file: the response of `POST /api/catalog/bitbucket/import/pull-requests`.
 *
 * @public
 */
export interface BitbucketImportPullRequest {
  /** The page of the pull request. */
  url: string;
  /** URL of the catalog file, once the pull request is merged. */
  fileUrl: string;
  /** Whether it existed before the request. */
  existed: boolean;
}
