import { type BitbucketAnswer, type BitbucketProblem } from './answer';

/**
 * A component of the catalog.
 *
 * @public
 */
export interface BitbucketComponent {
  /** The full reference. */
  entityRef: string;
  /** The title, or else the name. Its owners chose it: show it as text only. */
  title: string;
}

/**
 * The number of components that are listed of a repository. The home page lists them with each pull request, and every
 * user can register thousands of components of one repository.
 *
 * @public
 */
export const MOST_LISTED_COMPONENTS = 10;

/**
 * A repository with the components that it contains.
 *
 * @public
 */
export interface BitbucketRepositoryComponents {
  /** `workspace/repository`. */
  repository: string;
  /** The first {@link MOST_LISTED_COMPONENTS} that the user can read, by title. At least one. */
  components: BitbucketComponent[];
}

/**
 * What the portal knows about one of several repositories.
 *
 * @public
 */
export interface BitbucketRepositoryAnswer<T>
  extends BitbucketRepositoryComponents {
  /** The same answer as on the page of a component. */
  answer: BitbucketAnswer<T>;
}

/**
 * A repository about which the portal knows nothing.
 *
 * @public
 */
export interface BitbucketFailedRepository
  extends BitbucketRepositoryComponents {
  /** Why. */
  problem: BitbucketProblem;
}

/**
 * A repository that has another name at Bitbucket than its components state.
 *
 * @public
 */
export interface BitbucketRenamedRepository
  extends BitbucketRepositoryComponents {
  /** The current name: `workspace/repository`. */
  renamedTo: string;
}

/**
 * What the portal knows about several repositories.
 *
 * @public
 */
export interface BitbucketRepositoryAnswers<T> {
  /** By name of the repository. */
  answers: BitbucketRepositoryAnswer<T>[];
  /** The repositories without an answer, by name. */
  failed: BitbucketFailedRepository[];
  /** The number of further repositories, which the portal did not read. */
  leftOut: number;
}
