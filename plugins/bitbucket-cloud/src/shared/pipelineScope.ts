/** What Bitbucket requires to run and stop pipelines. */
export const PIPELINE_SCOPE = 'pipeline:write';

/** The same sentence as the backend's, if Bitbucket rejects an access token without the scope. */
export const MISSING_PIPELINE_SCOPE =
  "The OAuth consumer of the portal's sign-in does not grant Pipelines: Write: an administrator of the portal must enable it, and you must sign out and in again.";
