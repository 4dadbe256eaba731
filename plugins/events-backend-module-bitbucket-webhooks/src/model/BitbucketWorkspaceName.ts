/**
 * The names of a workspace. At least one is set.
 *
 * @public
 */
export interface BitbucketWorkspaceName {
  /** In braces and in lower case. Never changes. */
  uuid?: string;
  /** In lower case. Changes when the workspace is renamed. */
  slug?: string;
}
