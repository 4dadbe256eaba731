import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { z } from 'zod/v4';
import { BitbucketCloudError } from './BitbucketCloudError';

/** More than any answer this client asks for: 100 members are about 100 kB. */
const MAX_RESPONSE_BYTES = 2 * 1024 * 1024;

export interface JsonResponse {
  status: number;
  /** `undefined` where the body is not JSON. */
  body: unknown;
  /** The header `Retry-After` as it came. */
  retryAfter?: string;
}

export interface RequestJsonOptions {
  /** For error messages: what is being asked for, for example `the account`. */
  what: string;
  /** Milliseconds until the whole answer must be there, a second attempt included. */
  timeoutMs: number;
  /** For the `Authorization` header. */
  authorization: string;
  /** Sent as a form by POST; without one it is a GET. */
  form?: Record<string, string>;
  /** Gives up when it is aborted, with the reason of the abort. */
  signal?: AbortSignal;
  /** Whether a GET that met a passing trouble is sent once more; default true. */
  retry?: boolean;
  /** Called for each request that a connection has taken, a retry included. */
  onRequest?: () => void;
}

/** Statuses that tell of a passing trouble. 429 is none of them: asking again makes it worse. */
export const PASSING_STATUSES = [500, 502, 503, 504];

/**
 * Sends a request and reads the answer as JSON, whatever its status.
 *
 * A GET that broke on the way, or met a passing trouble at Bitbucket, is sent once more within
 * the same time limit. Redirects are never followed: the request carries credentials.
 *
 * @throws BitbucketCloudError with code `network`, `timeout` or `invalid_response`
 */
export async function requestJson(
  url: string,
  options: RequestJsonOptions,
): Promise<JsonResponse> {
  const { signal, timeoutMs } = options;
  signal?.throwIfAborted();
  const limit: Limit = { isOver: false };
  const end = () => {
    limit.isOver = true;
    limit.hangUp?.();
  };
  const timer = setTimeout(end, timeoutMs);
  signal?.addEventListener('abort', end);
  try {
    return await requestTwice(url, options, limit);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}

/**
 * When both attempts have to be over. It does what an `AbortSignal` does: with one for each request,
 * joined by `AbortSignal.any`, a sign-in took a tenth longer.
 */
interface Limit {
  isOver: boolean;
  /** Ends the request that is under way. */
  hangUp?: () => void;
}

async function requestTwice(
  url: string,
  options: RequestJsonOptions,
  limit: Limit,
): Promise<JsonResponse> {
  const attempt = () => requestOnce(url, options, limit);
  if (options.form || options.retry === false) {
    return attempt();
  }
  try {
    const response = await attempt();
    return PASSING_STATUSES.includes(response.status)
      ? await attempt()
      : response;
  } catch (error) {
    if (error instanceof BitbucketCloudError && error.code === 'network') {
      return attempt();
    }
    throw error;
  }
}

async function requestOnce(
  url: string,
  options: RequestJsonOptions,
  limit: Limit,
): Promise<JsonResponse> {
  const { what, timeoutMs } = options;
  let answer: Answer;
  try {
    answer = await send(url, options, limit);
  } catch (error) {
    if (error instanceof BitbucketCloudError) {
      throw error;
    }
    options.signal?.throwIfAborted();
    if (limit.isOver) {
      throw new BitbucketCloudError(
        `Bitbucket did not answer within ${
          timeoutMs / 1000
        } seconds when asked for ${what}`,
        { code: 'timeout' },
      );
    }
    throw new BitbucketCloudError(
      `The connection to Bitbucket failed when asking for ${what}`,
      { code: 'network', cause: describeNetworkError(error) },
    );
  }

  const { status, text, retryAfter } = answer;
  if (status >= 300 && status < 400) {
    throw new BitbucketCloudError(
      `Bitbucket answered with a redirect when asked for ${what}; it was not followed`,
      { code: 'invalid_response', status },
    );
  }
  return { status, body: parseJson(text), retryAfter };
}

/**
 * What Node says of a broken connection, and no more: its error for an answer that is no HTTP
 * carries the bytes that came, and a token may be among them.
 */
function describeNetworkError(error: unknown): Error {
  const { message, code = 'unknown' } = error as NodeJS.ErrnoException;
  return new Error(message || code);
}

type Answer = { status: number; text: string; retryAfter?: string };

/**
 * Node's own client takes about half the processor time of `fetch`, keeps connections
 * open as well, and follows no redirect.
 */
function send(
  url: string,
  { what, authorization, form, onRequest }: RequestJsonOptions,
  limit: Limit,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { protocol, hostname, port, pathname, search } = new URL(url);
    const request = protocol === 'http:' ? requestHttp : requestHttps;
    const body = form && new URLSearchParams(form).toString();
    const sent = request(
      {
        // Node takes longer to read them from the URL.
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        path: `${pathname}${search}`,
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          Authorization: authorization,
          Accept: 'application/json',
          ...(body !== undefined && {
            'Content-Type': 'application/x-www-form-urlencoded',
            'Content-Length': Buffer.byteLength(body),
          }),
        },
      },
      response => {
        const status = response.statusCode ?? 0;
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MAX_RESPONSE_BYTES) {
            reject(
              new BitbucketCloudError(
                `Bitbucket's answer when asked for ${what} is larger than ${MAX_RESPONSE_BYTES} bytes`,
                { code: 'invalid_response', status },
              ),
            );
            response.destroy();
            return;
          }
          chunks.push(chunk);
        });
        response.on('end', () =>
          resolve({
            status,
            text: Buffer.concat(chunks).toString('utf8'),
            retryAfter: response.headers['retry-after'],
          }),
        );
        // Also where the connection is cut in the middle of an answer.
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    if (onRequest) {
      // Not called if no connection is made: Bitbucket does not count such a request either.
      sent.once('finish', onRequest);
    }
    limit.hangUp = () => {
      reject(new Error('The time is over'));
      sent.destroy();
    };
    if (limit.isOver) {
      limit.hangUp();
      return;
    }
    sent.end(body);
  });
}

/**
 * Reads `body` by `schema`.
 *
 * @throws BitbucketCloudError with code `invalid_response` that names the fields, never their values
 */
export function parseBody<T extends z.ZodType>(
  schema: T,
  response: JsonResponse,
  what: string,
): z.output<T> {
  const parsed = schema.safeParse(response.body);
  if (parsed.success) {
    return parsed.data;
  }
  const fields = parsed.error.issues.map(issue => issue.path.join('.'));
  const problem =
    response.body === undefined
      ? 'it is not JSON'
      : `wrong or missing: ${fields
          .map(field => field || 'the body')
          .join(', ')}`;
  throw new BitbucketCloudError(
    `Bitbucket's answer when asked for ${what} cannot be read; ${problem}`,
    { code: 'invalid_response', status: response.status },
  );
}

/**
 * NUL, and halves of surrogate pairs, which PostgreSQL cannot store. People choose some texts of the response, such as
 * their display name, and these reach the catalog, its search index and sessions.
 */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value) =>
      typeof value === 'string' ? value.replace(UNSTORABLE, '\uFFFD') : value,
    );
  } catch {
    return undefined;
  }
}
