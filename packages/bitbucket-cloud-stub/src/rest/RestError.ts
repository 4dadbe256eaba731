import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Ends a request to the REST API with an error in Bitbucket's format. */
export class RestError extends Error {
  constructor(
    readonly status: ContentfulStatusCode,
    message: string,
    /** The schema of the error: `detail` is text, `data` depends on the endpoint. */
    readonly more: { detail?: unknown; data?: Record<string, unknown> } = {},
  ) {
    super(message);
  }
}

/** A 404 with Bitbucket's message for a workspace. */
export function noWorkspace(id: string): RestError {
  return new RestError(404, `No workspace with identifier '${id}'.`);
}

/** A 404 with Bitbucket's message for a repository. */
export function noRepository(): RestError {
  return new RestError(
    404,
    'You may not have access to this repository or it no longer exists in this workspace. If you think this repository exists and you have access, make sure you are authenticated.',
  );
}

/** A 501 for a feature that Bitbucket Cloud may have, but the stub does not support. */
export function notImplemented(what: string): RestError {
  return new RestError(
    501,
    `The stub for Bitbucket Cloud does not have ${what}.`,
    {
      detail:
        'This is not Bitbucket. The README of bitbucket-cloud-stub lists the supported endpoints.',
    },
  );
}
