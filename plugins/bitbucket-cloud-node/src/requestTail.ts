import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isLoopbackHost } from './baseUrl';
import { BitbucketCloudError } from './BitbucketCloudError';
import { httpError } from './httpError';
import { parseJson } from './parseJson';
import { measureRequest } from './requestEvents';
import { type JsonResponse } from './requestJson';

/** The API redirects to the storage, which can redirect once more. */
const MAX_REDIRECTS = 3;
const REDIRECTS = [301, 302, 303, 307, 308];
/** Longer than any error of Bitbucket. */
const MAX_ERROR_BYTES = 64 * 1024;

/** The end of a file. */
export interface Tail {
  bytes: Buffer;
  /** The size of the whole file, if the server states it. */
  size?: number;
  /** `start`: the server ignored the range, and the file is larger than the limit. */
  part: 'all' | 'end' | 'start';
}

/** Options of {@link requestTail}. */
export interface RequestTailOptions {
  /** The requested file for error messages, for example `the log of a step`. */
  what: string;
  /** For the `Authorization` header of requests to the origin of the URL. Other origins do not get it. */
  authorization: string;
  /** How much of the file is read at most. */
  maxBytes: number;
  /** Milliseconds until all responses must be complete. */
  timeoutMs: number;
  /** Aborts the request, with the reason of the signal. */
  signal?: AbortSignal;
}

/**
 * Reads the end of a file with a range request. It never reads more than `maxBytes`, also if the server ignores the
 * range. It follows redirects to the storage of files, without the authorization.
 *
 * @throws BitbucketCloudError with code `http`, `network`, `timeout` or `invalid_response`
 */
export async function requestTail(
  url: string,
  options: RequestTailOptions,
): Promise<Tail> {
  const { signal, timeoutMs, what } = options;
  signal?.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutMs);
  const ended = signal ? AbortSignal.any([signal, timeout]) : timeout;
  try {
    return await follow(new URL(url), options, ended);
  } catch (error) {
    if (error instanceof BitbucketCloudError) {
      throw error;
    }
    signal?.throwIfAborted();
    if (timeout.aborted) {
      throw new BitbucketCloudError(
        `Bitbucket did not respond within ${
          timeoutMs / 1000
        } seconds to the request for ${what}`,
        { code: 'timeout' },
      );
    }
    // Node.js's error for an invalid response contains the received bytes.
    const { code = 'unknown', message } = error as NodeJS.ErrnoException;
    throw new BitbucketCloudError(
      `The connection to Bitbucket failed during the request for ${what}`,
      { code: 'network', cause: new Error(message || code) },
    );
  }
}

async function follow(
  first: URL,
  options: RequestTailOptions,
  signal: AbortSignal,
): Promise<Tail> {
  const { authorization, maxBytes, what } = options;
  let url = first;
  for (let count = 0; count <= MAX_REDIRECTS; count += 1) {
    const isApi = url.origin === first.origin;
    const measured = isApi ? measureRequest(url.pathname) : undefined;
    const response = await open(url, {
      signal,
      headers: {
        // The URL of the storage is signed. It must not get the token.
        ...(isApi && { Authorization: authorization }),
        Accept: isApi ? 'application/json, */*' : '*/*',
        // A part of a compressed file cannot be read.
        'Accept-Encoding': 'identity',
        Range: `bytes=-${maxBytes}`,
      },
    }).catch(error => {
      measured?.();
      throw error;
    });
    const status = response.statusCode ?? 0;
    measured?.(status);
    if (REDIRECTS.includes(status)) {
      response.destroy();
      url = readLocation(response, { first, url, what });
    } else if (status === 416) {
      response.destroy();
      return { bytes: Buffer.alloc(0), size: 0, part: 'all' };
    } else if (status === 200 || status === 206) {
      return toTail(response, await readBytes(response, maxBytes));
    } else {
      throw httpError(await readError(response, isApi), what);
    }
  }
  throw new BitbucketCloudError(
    `Bitbucket redirected the request for ${what} more than ${MAX_REDIRECTS} times`,
    { code: 'invalid_response' },
  );
}

function open(
  url: URL,
  options: { headers: Record<string, string>; signal: AbortSignal },
): Promise<IncomingMessage> {
  const request = url.protocol === 'http:' ? requestHttp : requestHttps;
  return new Promise((resolve, reject) => {
    request(url, options, resolve).on('error', reject).end();
  });
}

/** The storage must use https; `http:` is for the stub, on the same machine. */
function readLocation(
  { headers: { location } }: IncomingMessage,
  { first, url, what }: { first: URL; url: URL; what: string },
): URL {
  const next = URL.parse(location ?? '', url);
  const isLocal =
    next?.protocol === 'http:' &&
    first.protocol === 'http:' &&
    isLoopbackHost(next.hostname);
  if (!next || (next.protocol !== 'https:' && !isLocal)) {
    throw new BitbucketCloudError(
      `Bitbucket redirected the request for ${what} to a URL without https, which the client did not follow`,
      { code: 'invalid_response' },
    );
  }
  next.username = '';
  next.password = '';
  return next;
}

/** Reads at most `maxBytes`, and then closes the connection. */
async function readBytes(
  response: IncomingMessage,
  maxBytes: number,
): Promise<{ bytes: Buffer; hasMore: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) {
      // Leaving the loop destroys the response.
      break;
    }
  }
  const bytes = Buffer.concat(chunks);
  return {
    bytes: bytes.subarray(0, maxBytes),
    hasMore: bytes.length > maxBytes,
  };
}

function toTail(
  { headers, statusCode }: IncomingMessage,
  { bytes, hasMore }: { bytes: Buffer; hasMore: boolean },
): Tail {
  if (statusCode === 206) {
    const [, start, size] =
      /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? [];
    return {
      bytes,
      size: toSize(size),
      part: Number(start ?? 1) === 0 ? 'all' : 'end',
    };
  }
  return {
    bytes,
    size: toSize(headers['content-length']),
    part: hasMore ? 'start' : 'all',
  };
}

function toSize(text: string | undefined): number | undefined {
  const size = Number(text ?? NaN);
  return Number.isSafeInteger(size) ? size : undefined;
}

/** An error of the storage does not concern a token or an account. */
async function readError(
  response: IncomingMessage,
  isApi: boolean,
): Promise<JsonResponse> {
  const { bytes } = await readBytes(response, MAX_ERROR_BYTES);
  return {
    status: response.statusCode ?? 0,
    body: isApi ? parseJson(bytes.toString('utf8')) : undefined,
    retryAfter: response.headers['retry-after'],
  };
}
