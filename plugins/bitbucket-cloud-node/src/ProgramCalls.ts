import { BitbucketCloudError } from './BitbucketCloudError';
import { type BitbucketCredentials } from './BitbucketCredentials';
import { httpError } from './httpError';
import {
  type JsonContent,
  type JsonResponse,
  type RequestJsonOptions,
  PASSING_STATUSES,
  requestJson,
} from './requestJson';
import { requestTail, type Tail } from './requestTail';
import {
  type BitbucketCallOptions,
  type BitbucketPace,
  type BitbucketWorkspaceClientOptions,
} from './workspaceClientOptions';

/**
 * Sends the calls of a program with its own credentials: at its pace, with one retry after a temporary
 * error, and one with a new token after the previous one expired.
 */
export class ProgramCalls {
  readonly #credentials: BitbucketCredentials;
  readonly #timeoutMs: number;
  readonly #pace?: BitbucketPace;

  constructor(
    options: Pick<
      BitbucketWorkspaceClientOptions,
      'credentials' | 'timeoutMs' | 'pace'
    >,
  ) {
    this.#credentials = options.credentials;
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.#pace = options.pace;
  }

  /** @throws BitbucketCloudError with code `http` for a status other than 200 */
  get(
    url: string,
    what: string,
    { signal, isText }: BitbucketCallOptions & { isText?: boolean },
  ): Promise<JsonResponse> {
    return this.#call({ url, what, isText }, signal);
  }

  /**
   * Does the same as `get`, and follows a redirect within the REST API. The redirect is a call of its own.
   *
   * @throws BitbucketCloudError
   */
  async getRedirected(
    url: string,
    what: string,
    { signal }: BitbucketCallOptions,
  ): Promise<JsonResponse> {
    const response = await this.#call(
      { url, what, isRedirected: true },
      signal,
    );
    if (response.location === undefined) {
      return response;
    }
    const next = URL.parse(response.location, url);
    // The client sends the token to it.
    if (next?.origin !== new URL(url).origin) {
      throw new BitbucketCloudError(
        `Bitbucket redirected the request for ${what} to another host, which the client did not follow`,
        { code: 'invalid_response', status: response.status },
      );
    }
    return this.get(next.href, what, { signal });
  }

  /**
   * Sends JSON or a form. It is not repeated after a temporary error, because Bitbucket may have processed it.
   *
   * @throws BitbucketCloudError with code `http` for a status other than 200, 201 and 204
   */
  send(
    request: { url: string; what: string } & (
      | { json: JsonContent }
      | { form: Record<string, string> }
    ),
    { signal }: BitbucketCallOptions,
  ): Promise<JsonResponse> {
    return this.#call(request, signal);
  }

  /**
   * Reads the end of a file, as `requestTail` does.
   *
   * @throws BitbucketCloudError
   */
  getTail(
    url: string,
    file: { what: string; maxBytes: number },
    { signal }: BitbucketCallOptions,
  ): Promise<Tail> {
    const timeoutMs = this.#timeoutMs;
    return this.#repeat({ isChange: false, signal }, authorization =>
      requestTail(url, { ...file, authorization, signal, timeoutMs }),
    );
  }

  #call(request: ProgramRequest, signal?: AbortSignal): Promise<JsonResponse> {
    return this.#repeat(
      { isChange: isChange(request), signal },
      authorization => this.#send({ ...request, authorization, signal }),
    );
  }

  async #repeat<T>(
    { isChange: isOnce, signal }: { isChange: boolean; signal?: AbortSignal },
    send: (authorization: string) => Promise<T>,
  ): Promise<T> {
    let renewed = false;
    let repeated = isOnce;
    for (;;) {
      let authorization = '';
      const result = await attempt(async () => {
        authorization = await this.#credentials.getAuthorization(signal);
        await this.#pace?.beforeCall(signal);
        return send(authorization);
      });
      if (!(result instanceof BitbucketCloudError)) {
        return result;
      }
      const { status = 0, code } = result;
      if (status === 429 && this.#pace) {
        await this.#pace.limited(result, signal);
      } else if (
        status === 401 &&
        !renewed &&
        this.#credentials.reject(authorization)
      ) {
        renewed = true;
      } else if (
        (PASSING_STATUSES.includes(status) || code === 'network') &&
        !repeated
      ) {
        repeated = true;
      } else {
        throw result;
      }
    }
  }

  async #send({
    url,
    ...request
  }: ProgramRequest &
    Pick<
      RequestJsonOptions,
      'authorization' | 'signal'
    >): Promise<JsonResponse> {
    const response = await requestJson(url, {
      ...request,
      timeoutMs: this.#timeoutMs,
      retry: false,
    });
    const expected = isChange(request) ? [200, 201, 204] : [200];
    if (!expected.includes(response.status) && !response.location) {
      throw httpError(response, request.what);
    }
    return response;
  }
}

interface ProgramRequest
  extends Pick<
    RequestJsonOptions,
    'what' | 'json' | 'form' | 'isText' | 'isRedirected'
  > {
  url: string;
}

function isChange({ form, json }: Partial<ProgramRequest>): boolean {
  return json !== undefined || form !== undefined;
}

/** Returns the response, or the error of Bitbucket. */
async function attempt<T>(
  work: () => Promise<T>,
): Promise<T | BitbucketCloudError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BitbucketCloudError) {
      return error;
    }
    throw error;
  }
}
