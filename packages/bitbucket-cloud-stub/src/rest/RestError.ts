import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Ends a request to the REST API with an error in Bitbucket's shape. */
export class RestError extends Error {
  constructor(
    readonly status: ContentfulStatusCode,
    message: string,
    /** Schema of the error: `detail` is text, `data` whatever the endpoint wants to say. */
    readonly more: { detail?: unknown; data?: Record<string, unknown> } = {},
  ) {
    super(message);
  }
}

/** 404 with Bitbucket's words for a workspace. */
export function noWorkspace(id: string): RestError {
  return new RestError(404, `No workspace with identifier '${id}'.`);
}

/** 501: something that Bitbucket Cloud may have and the stub has not. */
export function notImplemented(what: string): RestError {
  return new RestError(
    501,
    `The stub for Bitbucket Cloud does not have ${what}.`,
    {
      detail:
        'This is not Bitbucket. The README of bitbucket-cloud-stub lists what is there.',
    },
  );
}
