/** The names of a workspace. */
export interface BitbucketPlace {
  /** In braces and in lower case. Never changes. */
  uuid?: string;
  /** In lower case. Changes when the workspace is renamed. */
  slug?: string;
}
