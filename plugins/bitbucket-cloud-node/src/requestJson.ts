import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type z } from 'zod/v4';
import { BitbucketCloudError } from './BitbucketCloudError';
import { parseJson } from './parseJson';
import { measureRequest } from './requestEvents';

/** Larger than any response that this client requests: 100 members have about 100 kB. */
const MAX_RESPONSE_BYTES = 2 * 1024 * 1024;

export interface JsonResponse {
  status: number;
  /** `undefined` if the body is not JSON. A text if the request asked for one, and the status is 200. */
  body: unknown;
  /** The unprocessed header `Retry-After`. */
  retryAfter?: string;
  /** The unprocessed header `Location` of a redirect, if the request permits one. */
  location?: string;
}

/** The content of a request that changes something. */
export interface JsonContent {
  method: 'POST' | 'PUT';
  body: object;
}

export interface RequestJsonOptions {
  /** The requested object for error messages, for example `the account`. */
  what: string;
  /** Milliseconds until the response must be complete, including the retry. */
  timeoutMs: number;
  /** For the `Authorization` header. */
  authorization: string;
  /** Sent as a form by POST. Without it and `json`, the request is a GET. */
  form?: Record<string, string>;
  /** Sent as JSON. */
  json?: JsonContent;
  /** Aborts the request, with the reason of the signal. */
  signal?: AbortSignal;
  /** Whether a GET is retried once after a temporary error; default true. */
  retry?: boolean;
  /** Whether the body of a response with status 200 is a text instead of JSON; default false. */
  isText?: boolean;
  /** Whether a redirect is a response instead of an error; default false. It is not followed. */
  isRedirected?: boolean;
  /** Called for each request that a connection has accepted, including a retry. */
  onRequest?: () => void;
}

/** Statuses of temporary errors. They do not include 429, because a retry makes it worse. */
export const PASSING_STATUSES = [500, 502, 503, 504];

/**
 * Sends a request and reads the response as JSON, whatever its status.
 *
 * It retries a GET once after a failed connection or a temporary error of Bitbucket, within the same
 * time limit. It never follows redirects, because the request contains credentials.
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
 * The time limit of both attempts. It works like an
 * `AbortSignal`, but is faster: one signal per request, joined by `AbortSignal.any`, made a sign-in ten
 * percent slower.
 */
interface Limit {
  isOver: boolean;
  /** Aborts the pending request. */
  hangUp?: () => void;
}

async function requestTwice(
  url: string,
  options: RequestJsonOptions,
  limit: Limit,
): Promise<JsonResponse> {
  const attempt = () => requestOnce(url, options, limit);
  if (options.form || options.json || options.retry === false) {
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
  const measured = measureRequest(url);
  let answer: Answer;
  try {
    answer = await send(url, options, limit);
  } catch (error) {
    measured?.();
    if (error instanceof BitbucketCloudError) {
      throw error;
    }
    options.signal?.throwIfAborted();
    if (limit.isOver) {
      throw new BitbucketCloudError(
        `Bitbucket did not respond within ${
          timeoutMs / 1000
        } seconds to the request for ${what}`,
        { code: 'timeout' },
      );
    }
    throw new BitbucketCloudError(
      `The connection to Bitbucket failed during the request for ${what}`,
      { code: 'network', cause: describeNetworkError(error) },
    );
  }

  const { status, text, retryAfter, location } = answer;
  const isText = options.isText && status === 200;
  const body = isText ? text : parseJson(text);
  measured?.(status, body);
  if (status >= 300 && status < 400) {
    if (options.isRedirected && location !== undefined) {
      return { status, body: undefined, location };
    }
    throw new BitbucketCloudError(
      `Bitbucket responded with a redirect to the request for ${what}, which the client did not follow`,
      { code: 'invalid_response', status },
    );
  }
  return { status, body, retryAfter };
}

/**
 * Returns only the message of Node.js about a failed connection. Its error for an invalid HTTP response
 * contains the received bytes, which can include a token.
 */
function describeNetworkError(error: unknown): Error {
  const { message, code = 'unknown' } = error as NodeJS.ErrnoException;
  return new Error(message || code);
}

interface Answer {
  status: number;
  text: string;
  retryAfter?: string;
  location?: string;
}

/**
 * Node.js's own HTTP client uses about half the CPU time of `fetch`, also keeps connections open, and
 * follows no redirect.
 */
function send(
  url: string,
  options: RequestJsonOptions,
  limit: Limit,
): Promise<Answer> {
  const { what, authorization, onRequest } = options;
  return new Promise((resolve, reject) => {
    const { protocol, hostname, port, pathname, search } = new URL(url);
    const request = protocol === 'http:' ? requestHttp : requestHttps;
    const { method, type, body } = toContent(options);
    const sent = request(
      {
        // Node.js takes longer to read them from the URL.
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        path: `${pathname}${search}`,
        method,
        headers: {
          Authorization: authorization,
          Accept: 'application/json',
          ...(body !== undefined && {
            'Content-Type': type,
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
                `Bitbucket's response to the request for ${what} is larger than ${MAX_RESPONSE_BYTES} bytes`,
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
            location: response.headers.location,
          }),
        );
        // Also called if the connection fails during a response.
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    if (onRequest) {
      // Not called if no connection is made, because Bitbucket does not count such a request.
      sent.once('finish', onRequest);
    }
    limit.hangUp = () => {
      reject(new Error('The time limit has passed'));
      sent.destroy();
    };
    if (limit.isOver) {
      limit.hangUp();
      return;
    }
    sent.end(body);
  });
}

function toContent({ form, json }: RequestJsonOptions) {
  if (json) {
    const type = 'application/json';
    return { method: json.method, type, body: JSON.stringify(json.body) };
  }
  return form
    ? {
        method: 'POST',
        type: 'application/x-www-form-urlencoded',
        body: new URLSearchParams(form).toString(),
      }
    : { method: 'GET' };
}

/**
 * Parses `body` with `schema`.
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
    `Bitbucket's response to the request for ${what} cannot be read: ${problem}`,
    { code: 'invalid_response', status: response.status },
  );
}
