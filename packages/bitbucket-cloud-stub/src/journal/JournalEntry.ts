/**
 * A request of a client of Bitbucket Cloud, and its response. It contains no complete credentials: long
 * tokens are shortened to
 * `…` and their last six characters, and all other possible secrets are replaced by `[redacted]`.
 *
 * @public
 */
export interface JournalEntry {
  /** 1 for the first entry after a start or reset. */
  id: number;
  /** Milliseconds since the Unix epoch, by the clock of the stub. */
  at: number;
  /** In capitals, for example `GET`. */
  method: string;
  /** Without the query. */
  path: string;
  /** Values of codes, states, tokens and secrets are replaced by `[redacted]`. */
  query: Record<string, string>;
  /** HTTP status of the response; 0 if a fault prevented it. */
  status: number;
  /** Username of the person on whose behalf the request was sent, if known. */
  person?: string;
  /** ID of the OAuth client that sent the request, if known. */
  client?: string;
  /** IDs of the fault rules that applied to the request. */
  faults?: string[];
  /** Milliseconds from the request to its response, by the machine's clock. */
  duration: number;
  /** The request; header names are in lower case. */
  request: JournalMessage;
  /** The response; header names are in lower case. */
  response: JournalMessage;
}

/**
 * Headers and body of a request or a response in the journal.
 *
 * @public
 */
export interface JournalMessage {
  /** By name in lower case. */
  headers: Record<string, string>;
  /** The first 4,096 characters of a form or of JSON; for other content, its type and length. */
  body?: string;
}

/**
 * Selects entries of the journal. An omitted field matches everything.
 *
 * @public
 */
export interface JournalFilter {
  /** In capitals, for example `GET`. */
  method?: string;
  /** `*` matches anything within a segment and `**` matches anything: `/2.0/**`. */
  path?: string;
  /** HTTP status of the response; 0 if there was no response. */
  status?: number;
  /** Username of the person. */
  person?: string;
  /** Id of the OAuth client. */
  client?: string;
  /** ID of a fault rule that applied to the request. */
  fault?: string;
  /** Only entries with a higher id. */
  after?: number;
}

/**
 * A condition for an entry: a filter, or a function.
 *
 * @public
 */
export type JournalMatch = JournalFilter | ((entry: JournalEntry) => boolean);

/**
 * The latest 1,000 requests to the OAuth and REST endpoints, with their responses. It omits requests for
 * the stub's own pages (`/` and `/_stub/`).
 *
 * @public
 */
export interface StubJournal {
  /** Returns the matching entries, oldest first. Changing them does not change the journal. */
  entries(match?: JournalMatch): JournalEntry[];
  /**
   * Resolves with the first matching entry, existing or future. Set `after` to the ID of the last entry
   * to ignore.
   *
   * @param options - `timeoutMs` is how long to wait, in milliseconds: 5000 by default.
   * @throws Error that lists the latest entries if none matched in time; Error if the stub is reset or
   * closed before that.
   */
  waitFor(
    match: JournalMatch,
    options?: { timeoutMs?: number },
  ): Promise<JournalEntry>;
  /**
   * Returns the matching entries as text, one per line with the bodies of errors, to attach to a failing
   * test.
   */
  toText(match?: JournalMatch): string;
  /** Deletes all entries, and rejects pending `waitFor` calls. */
  clear(): void;
}
