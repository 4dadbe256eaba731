import type {
  BitbucketSession,
  BitbucketSessionsEndedResponse,
} from '@backstage-bitbucket/plugin-bitbucket-auth-common';
import { BitbucketSessionsError } from './BitbucketSessionsError';

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSession(value: unknown): value is BitbucketSession {
  return (
    isObject(value) &&
    ['id', 'device', 'signedInAt', 'lastUsedAt'].every(
      key => typeof value[key] === 'string',
    ) &&
    typeof value.isCurrent === 'boolean'
  );
}

function incompatible() {
  return new BitbucketSessionsError(
    'The backend of the portal sent a response that this page cannot read. Reload the page. If that does not help, ask an administrator whether front end and backend have the same version.',
  );
}

/** Returns the sessions in the body of a response. */
export function parseSessionsResponse(body: unknown): BitbucketSession[] {
  if (!isObject(body) || !Array.isArray(body.sessions)) {
    throw incompatible();
  }
  if (!body.sessions.every(isSession)) {
    throw incompatible();
  }
  return body.sessions;
}

/** Returns the result of a request that ends sessions, from the body of its response. */
export function parseEndedResponse(
  body: unknown,
): BitbucketSessionsEndedResponse {
  if (!isObject(body) || typeof body.ended !== 'number') {
    throw incompatible();
  }
  const notes = Array.isArray(body.notes) ? body.notes : [];
  return {
    ended: body.ended,
    notes: notes.filter(note => typeof note === 'string'),
  };
}

/**
 * Returns the error of a response that is not OK. Backstage's `ResponseError` puts the whole body into
 * the message if it is not JSON, and a proxy sends HTML.
 */
export async function readFailure(
  response: Response,
): Promise<BitbucketSessionsError> {
  const statusCode = response.status;
  const body: unknown = await response.json().catch(() => undefined);
  const error = isObject(body) && isObject(body.error) ? body.error : {};
  const message =
    typeof error.message === 'string' && error.message.trim()
      ? error.message
      : `The backend of the portal responded with HTTP status ${statusCode} and no explanation. Try again in a minute.`;
  return new BitbucketSessionsError(message, { statusCode });
}
