import { z } from 'zod/v4';
import { BitbucketCloudError } from './BitbucketCloudError';
import { type JsonResponse } from './requestJson';
import { readRetryAfter } from './retryAfter';

const SCOPE = /^[a-z][a-z:_-]{0,63}$/;

/**
 * The body of every error of the REST API. A proxy's page or JSON does not have this format.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/intro/#standardized-error-responses
 */
const apiErrorSchema = z.object({
  type: z.literal('error'),
  error: z.object({
    message: z.string(),
    // `detail` is a string or an object, depending on the error.
    detail: z
      .object({ required: z.array(z.string()) })
      .optional()
      .catch(undefined),
  }),
});

/** Returns the error for a response of the REST API whose status is not 200. */
export function httpError(
  response: JsonResponse,
  what: string,
): BitbucketCloudError {
  const { status, body, retryAfter } = response;
  const { data } = apiErrorSchema.safeParse(body);
  return new BitbucketCloudError(
    `Bitbucket responded with status ${status} to the request for ${what}`,
    {
      code: 'http',
      status,
      retryAfterMs: readRetryAfter(retryAfter),
      isFromBitbucket: data !== undefined,
      // Logs print every field of an error, so only values that resemble a scope are kept.
      requiredScopes:
        status === 403
          ? data?.error.detail?.required.filter(scope => SCOPE.test(scope))
          : undefined,
    },
  );
}
