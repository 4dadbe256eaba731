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
  source: 'CODEOWNERS' | 'default reviewers' | 'project' | 'configuration';
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
  /** The branch that the pull request changes. */
  branch: string;
  /** The path of the catalog file that the pull request adds. */
  path: string;
  /** Catalog files on the main branch, with the entities in each. */
  existingFiles: {
    url: string;
    isRegistered: boolean;
    entities: JsonObject[];
  }[];
  /** Full refs of the entities of the repository that the catalog contains already. */
  knownEntities: string[];
  /** A pull request with a catalog file that is open. */
  openPullRequest?: BitbucketImportPullRequest;
  /** The latest pull request of the import that was declined or merged, if none is open. */
  closedPullRequest?: { url: string; state: string };
  /** The entity that the pull request would add. Missing if there is a file. */
  proposed?: JsonObject;
  /** The best proposal comes first. */
  owners: BitbucketOwnerProposal[];
  /** Why the portal cannot open a pull request in the repository, as a sentence for the user. */
  pullRequestProblem?: string;
}

/**
 * A repository without a catalog file: one of the response of `GET /api/catalog/bitbucket/import/candidates`.
 *
 * @public
 */
export interface BitbucketImportCandidate {
  /** `workspace/repository`, as Bitbucket spells it. */
  repository: string;
  /** The page of the repository. */
  url: string;
  /** As at Bitbucket. */
  description?: string;
  /** Full ref of the Group that probably owns it, according to the project. */
  owner?: string;
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
  /** At most 255 characters. */
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
