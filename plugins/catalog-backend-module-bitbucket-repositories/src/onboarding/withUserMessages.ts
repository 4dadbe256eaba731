import {
  BitbucketCloudError,
  BudgetUsedUpError,
  explainFailure,
  UserCallsUsedUpError,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';

const ADMINISTRATOR = 'Ask an administrator of the portal.';

/**
 * Runs a part of a request. A failure of Bitbucket becomes a sentence for the user; the log contains what an operator can do.
 *
 * @param explain - returns a better sentence for some errors
 * @throws ServiceUnavailableError with the sentence; other errors as they are
 */
export async function withUserMessages<T>(
  logger: LoggerService,
  work: () => Promise<T>,
  explain: (error: unknown) => string | undefined = () => undefined,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const sentence = explain(error) ?? explainToUser(error);
    if (sentence === undefined) {
      throw error;
    }
    const remedy = explainFailure(error) ?? '';
    logger.warn(
      `A request of a user failed: ${
        (error as Error).message
      }. ${remedy}`.trim(),
    );
    throw new ServiceUnavailableError(sentence);
  }
}

/** Returns undefined for an error that does not come from Bitbucket. */
function explainToUser(error: unknown): string | undefined {
  if (error instanceof BudgetUsedUpError && !error.wasRejected) {
    const minutes = Math.ceil(error.retryAfterMs / 60_000);
    return `The portal has used up the requests that Bitbucket allows in an hour. Try again in ${minutes} minutes.`;
  }
  if (error instanceof UserCallsUsedUpError) {
    const minutes = Math.ceil(error.retryAfterMs / 60_000);
    return `${error.message} Try again in ${minutes} minutes.`;
  }
  if (
    error instanceof BudgetUsedUpError ||
    (error instanceof BitbucketCloudError && error.status === 429)
  ) {
    return 'Bitbucket allows the portal no more requests for now. Try again in some minutes.';
  }
  if (!(error instanceof BitbucketCloudError)) {
    return undefined;
  }
  const { code, status = 0 } = error;
  if (
    [401, 403, 407].includes(status) ||
    /^(invalid_(grant|client)|unauthorized_client)$/.test(code)
  ) {
    return `Bitbucket does not accept the credentials of the portal for this. ${ADMINISTRATOR}`;
  }
  if (code === 'network' || code === 'timeout' || status >= 500) {
    return 'Bitbucket does not respond to the portal. Try again later.';
  }
  return `Bitbucket sent a response that the portal does not understand. ${ADMINISTRATOR}`;
}
