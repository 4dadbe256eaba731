/**
 * A rule for failing requests to the OAuth and REST endpoints: which requests, how many of them, and how
 * they fail. An omitted field matches everything. Rules never apply to the stub's own pages
 * (`/` and `/_stub/`).
 *
 * A rule has one effect (`status`, `hang`, `reset`, `truncate`, `html`, `contentType`,
 * `rateLimit`, `redirect`, `next`, `merge`), or `latency`, or `latency` and one more.
 *
 * @public
 */
export interface FaultRule {
  /** Request method, in capitals: `GET`. */
  method?: string;
  /**
   * Path of the request, without the query. `*` matches anything within a segment and `**` matches
   * anything: `/2.0/user/**`. Default: every path; for `rateLimit`, `/2.0/**`.
   */
  path?: string;
  /** Username, uuid or account ID of the person on whose behalf the request is sent. */
  person?: string;
  /** ID of the OAuth client that sends the request. */
  client?: string;
  /** The first of the matching requests that fails: 1 is the first. */
  nth?: number;
  /** How many requests fail. Default: 1 with `nth`, otherwise all. */
  times?: number;
  /** Probability from 0 to 1 for each matching request. Default: 1. */
  probability?: number;
  /** Seed of the random numbers. The same seed gives the same sequence. Default: 1. */
  seed?: number;

  /** Milliseconds to wait, by the machine's clock, before the response. */
  latency?: number;
  /**
   * Responds with this HTTP status, 400 to 599, and Bitbucket's body for it; with `html`, the status of
   * that page. The stub does not execute the request.
   */
  status?: number;
  /** The message in the body of `status`, in place of Bitbucket's message. */
  message?: string;
  /** Never responds. The connection remains open until the client, a reset or `close()` closes it. */
  hang?: boolean;
  /** Resets the connection instead of responding. */
  reset?: boolean;
  /**
   * Executes the request, sends this many bytes of the body and then closes the connection; `true` for
   * half.
   */
  truncate?: boolean | number;
  /** Responds with an HTML page, like a proxy, with `status` (200 by default). */
  html?: boolean;
  /** Executes the request, and responds with this `Content-Type`. */
  contentType?: string;
  /**
   * Responds with 429 after this many requests of a client within an hour, by the clock of the stub.
   * Requests without a known client are counted together.
   */
  rateLimit?: number;
  /** Responds with 307 and this `Location`. */
  redirect?: string;
  /**
   * Executes the request, and puts this URL into
   * `next` of a paged response, even if there is no further page; `loop` for the URL of the page itself.
   */
  next?: string;
  /**
   * Executes the request, and applies this to a JSON response (JSON Merge Patch, RFC 7396): a field gets
   * the value given here, `null` removes it, and other values than objects are replaced completely.
   */
  merge?: { [field: string]: unknown };
}

/**
 * An active rule.
 *
 * @public
 */
export interface Fault extends FaultRule {
  /** The argument of `remove`: `fault-1`. */
  id: string;
  /** How many requests the rule matched. */
  matched: number;
  /** How many of them failed because of it. */
  hits: number;
}

/**
 * The rules for failing requests. They apply in the order in which they were added. A rule that responds
 * to a request ends the search. A rule that only delays it does not.
 *
 * @public
 */
export interface StubFaults {
  /**
   * Adds a rule and returns it with its ID; `list` and `get` return its hits.
   *
   * @throws Error that names the field if the rule is invalid.
   */
  add(rule: FaultRule): Fault;
  /** Removes a rule. Returns whether it existed. */
  remove(id: string): boolean;
  /** Removes all rules and releases the requests that they hold. */
  clear(): void;
  /** Copies of the active rules with their counts, in the order in which they were added. */
  list(): Fault[];
  /** A copy of one active rule, or undefined if no rule has this ID. */
  get(id: string): Fault | undefined;
}
