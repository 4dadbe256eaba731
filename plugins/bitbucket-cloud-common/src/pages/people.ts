/**
 * An account of Bitbucket.
 *
 * @public
 */
export interface BitbucketPerson {
  /** With braces, in lower case; missing for a deleted account. */
  uuid?: string;
  /** The name that the person chose. Show it as text only, and decide nothing by it. */
  name: string;
  /** The User with this uuid in the catalog. */
  entityRef?: string;
}
