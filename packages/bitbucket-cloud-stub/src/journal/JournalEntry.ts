/**
 * A request that a client of Bitbucket Cloud made, and how it was answered. No part of it holds a
 * whole credential: long tokens are shortened to `…` and their last six characters, everything else
 * that may be secret is replaced by `[redacted]`.
 *
 * @public
 */
export interface JournalEntry {
  /** 1 for the first entry after a start or reset. */
  id: number;
  /** Milliseconds since 1970, by the clock of the stub. */
  at: number;
  /** In capitals, as in `GET`. */
  method: string;
  /** Without the query. */
  path: string;
  /** Values of codes, states, tokens and secrets are replaced by `[redacted]`. */
  query: Record<string, string>;
  /** HTTP status of the answer; 0 when a fault kept it from being answered. */
  status: number;
  /** Username of the person on whose behalf it was, where that is known. */
  person?: string;
  /** Id of the OAuth client that made it, where that is known. */
  client?: string;
  /** Ids of the fault rules that the request fell under. */
  faults?: string[];
  /** Milliseconds from the request to its answer, by the machine's clock. */
  duration: number;
  /** What was sent; header names are in lower case. */
  request: JournalMessage;
  /** What came back; header names are in lower case. */
  response: JournalMessage;
}

/**
 * Headers and body of a request or an answer in the journal.
 *
 * @public
 */
export interface JournalMessage {
  /** By name in lower case. */
  headers: Record<string, string>;
  /** The first 4,096 characters of a form or of JSON; of anything else, its type and length. */
  body?: string;
}

/**
 * Which entries of the journal are wanted. What is left out matches everything.
 *
 * @public
 */
export interface JournalFilter {
  /** In capitals, as in `GET`. */
  method?: string;
  /** `*` stands for anything within a segment and `**` for anything: `/2.0/**`. */
  path?: string;
  /** HTTP status of the answer; 0 for none. */
  status?: number;
  /** Username of the person. */
  person?: string;
  /** Id of the OAuth client. */
  client?: string;
  /** Id of a fault rule that the request fell under. */
  fault?: string;
  /** Only entries with a higher id. */
  after?: number;
}

/**
 * What an entry has to be like: a filter, or a function that says so.
 *
 * @public
 */
export type JournalMatch = JournalFilter | ((entry: JournalEntry) => boolean);

/**
 * The latest 1,000 requests to the OAuth and REST endpoints, with their answers. Requests for the
 * stub's own pages (`/` and `/_stub/`) are left out.
 *
 * @public
 */
export interface StubJournal {
  /** The entries that match, oldest first. Changing them does not change the journal. */
  entries(match?: JournalMatch): JournalEntry[];
  /**
   * Resolves with the first entry that matches, one that is there already or one that comes. Give
   * `after` the id of the last entry that is not meant.
   *
   * @param options - `timeoutMs` is how long to wait, in milliseconds: 5000 by default.
   * @throws Error that lists the latest entries when there was none in time; Error when the
   *   stub is reset or closed before that.
   */
  waitFor(
    match: JournalMatch,
    options?: { timeoutMs?: number },
  ): Promise<JournalEntry>;
  /** The entries that match as text, one a line with the bodies of errors, to attach to a failing test. */
  toText(match?: JournalMatch): string;
  /** Forgets all entries, and ends what waits for one with an error. */
  clear(): void;
}
