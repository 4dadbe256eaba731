/**
 * A rule by which requests to the OAuth and REST endpoints go wrong: which requests, which of them,
 * and how. What is left out matches everything. The stub's own pages (`/` and `/_stub/`) never
 * go wrong.
 *
 * A rule has one effect (`status`, `hang`, `reset`, `truncate`, `html`, `contentType`, `rateLimit`,
 * `redirect`, `next`, `merge`), or `latency`, or `latency` and one more.
 *
 * @public
 */
export interface FaultRule {
  /** Request method, in capitals: `GET`. */
  method?: string;
  /**
   * Path of the request, without the query. `*` stands for anything within a segment and `**` for
   * anything: `/2.0/user/**`. Default: every path; for `rateLimit`, `/2.0/**`.
   */
  path?: string;
  /** Username, uuid or account id of the person on whose behalf the request comes. */
  person?: string;
  /** Id of the OAuth client that the request comes from. */
  client?: string;
  /** The first request that goes wrong, of those that match: 1 is the first. */
  nth?: number;
  /** How many requests go wrong. Default: 1 with `nth`, otherwise all. */
  times?: number;
  /** Chance from 0 to 1 for each request that matches. Default: 1. */
  probability?: number;
  /** The same number gives the same course of chances. Default: 1. */
  seed?: number;

  /** Milliseconds to wait, by the machine's clock, before the answer. */
  latency?: number;
  /**
   * Answers with this HTTP status, 400 to 599, and the body that Bitbucket gives with it; with
   * `html`, the status of that page. The request is not carried out.
   */
  status?: number;
  /** The message in the body of `status`, in place of Bitbucket's. */
  message?: string;
  /** Never answers; the connection stays open until the client, a reset or `close()` ends it. */
  hang?: boolean;
  /** Resets the connection in place of an answer. */
  reset?: boolean;
  /** Carries the request out, sends this many bytes of the body and then ends the connection; `true` for half. */
  truncate?: boolean | number;
  /** Answers with a page in HTML, as a proxy does, with `status` (200 by default). */
  html?: boolean;
  /** Carries the request out, and answers with this `Content-Type`. */
  contentType?: string;
  /**
   * Answers 429 after this many requests of a client within an hour, by the clock of the stub.
   * Requests without a known client are counted together.
   */
  rateLimit?: number;
  /** Answers 307 with this `Location`. */
  redirect?: string;
  /**
   * Carries the request out, and puts this URL into `next` of a paged answer, also where there is
   * no further page; `loop` for the address of the page itself.
   */
  next?: string;
  /**
   * Carries the request out, and lays this over an answer in JSON (JSON Merge Patch, RFC 7396): a
   * field takes the value given here, `null` leaves it out, anything but an object is replaced whole.
   */
  merge?: { [field: string]: unknown };
}

/**
 * A rule that is in force.
 *
 * @public
 */
export interface Fault extends FaultRule {
  /** What `remove` takes: `fault-1`. */
  id: string;
  /** How many requests the rule was asked about. */
  matched: number;
  /** How many of them went wrong by it. */
  hits: number;
}

/**
 * The rules by which requests go wrong. The first rule added comes first; a rule that answers a
 * request ends the search, one that only delays it does not.
 *
 * @public
 */
export interface StubFaults {
  /**
   * Puts a rule in force and returns it with its id; `list` and `get` tell its hits.
   *
   * @throws Error in one sentence that names the field when the rule is not valid.
   */
  add(rule: FaultRule): Fault;
  /** Takes a rule out of force. Returns whether there was such a rule. */
  remove(id: string): boolean;
  /** Takes all rules out of force and lets go of the requests that they hold. */
  clear(): void;
  /** Copies of the rules in force with their counts, the first one added first. */
  list(): Fault[];
  /** Copy of one rule in force, or undefined when there is none with this id. */
  get(id: string): Fault | undefined;
}
