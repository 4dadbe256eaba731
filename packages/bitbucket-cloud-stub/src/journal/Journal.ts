import type { Clock } from '../store/Clock';

/**
 * A request that a client of Bitbucket Cloud made, and how it was answered.
 *
 * @public
 */
export interface JournalEntry {
  /** 1 for the first entry after a start or reset. */
  id: number;
  /** Milliseconds since 1970, by the clock of the stand-in. */
  at: number;
  /** In capitals, as in `GET`. */
  method: string;
  /** Without the query. */
  path: string;
  /** Values of codes, states, tokens and secrets are replaced by `[redacted]`. */
  query: Record<string, string>;
  /** HTTP status of the answer. */
  status: number;
  /** Username of the person on whose behalf it was, where that is known. */
  person?: string;
  /** Id of the OAuth client that made it, where that is known. */
  client?: string;
}

const CAPACITY = 1000;

const SAFE_PARAMETERS = new Set([
  'administrator',
  'client_id',
  'fields',
  'page',
  'pagelen',
  'q',
  'redirect_uri',
  'response_type',
  'role',
  'scope',
  'sort',
]);

/**
 * The latest 1,000 requests to the OAuth and REST endpoints. Requests for the stand-in's own pages
 * (`/` and `/_stub/`) are left out.
 *
 * @public
 */
export class Journal {
  #entries: JournalEntry[] = [];
  #lastId = 0;

  /** @internal */
  constructor(private readonly clock: Clock) {}

  /** All entries, oldest first. Changing them does not change the journal. */
  entries(): JournalEntry[] {
    return structuredClone(this.#entries);
  }

  /** Forgets all entries. */
  clear(): void {
    this.#entries = [];
    this.#lastId = 0;
  }

  /** @internal */
  record(url: URL, entry: Omit<JournalEntry, 'id' | 'at' | 'path' | 'query'>) {
    this.#lastId += 1;
    this.#entries.push({
      id: this.#lastId,
      at: this.clock.now(),
      path: url.pathname,
      query: redact(url.searchParams),
      ...entry,
    });
    if (this.#entries.length > CAPACITY) {
      this.#entries.shift();
    }
  }
}

// Only what is known to be harmless is kept: a parameter that nobody thought of may be a secret.
function redact(parameters: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...parameters].map(([name, value]) => [
      name,
      SAFE_PARAMETERS.has(name) ? value : '[redacted]',
    ]),
  );
}
