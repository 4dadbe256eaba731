import type { OutgoingHttpHeaders } from 'node:http';
import { matchesPath } from '../http/pathPattern';
import type { Clock } from '../model/Clock';
import type {
  JournalEntry,
  JournalFilter,
  JournalMatch,
  JournalMessage,
  StubJournal,
} from './JournalEntry';
import { formatEntries } from './formatEntries';
import {
  BODY_LIMIT,
  redactBody,
  redactHeaders,
  redactParameters,
  redactRawHeaders,
} from './redact';

const CAPACITY = 1000;
const DEFAULT_TIMEOUT = 5000;

/** An unprocessed request and its response; `entries` makes them readable. */
export interface Recorded {
  method: string;
  target: string;
  requestHeaders: string[];
  requestBody: string | undefined;
  status: number;
  responseHeaders: OutgoingHttpHeaders;
  responseBody: unknown;
  duration: number;
  person: string | undefined;
  client: string | undefined;
  faults: string[] | undefined;
}

/** A record with its position. */
type Numbered = Recorded & { id: number; at: number };

/** The part of a snapshot with the journal. */
export interface JournalState {
  records: Numbered[];
  lastId: number;
}

interface Waiter {
  timer?: NodeJS.Timeout;
  isWanted(entry: JournalEntry): boolean;
  settle(outcome: JournalEntry | Error): void;
}

/**
 * The latest 1,000 requests to the OAuth and REST endpoints, with their responses. It omits requests for
 * the stub's own pages (`/` and `/_stub/`).
 */
export class Journal implements StubJournal {
  #records: Numbered[] = [];
  #lastId = 0;
  readonly #waiters = new Set<Waiter>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns the matching entries, oldest first. Changing them does not change the journal. */
  entries(match: JournalMatch = {}): JournalEntry[] {
    return this.#records.map(describe).filter(readMatch(match));
  }

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
    options: { timeoutMs?: number } = {},
  ): Promise<JournalEntry> {
    const isWanted = readMatch(match);
    const found = this.#records.map(describe).find(isWanted);
    if (found) {
      return Promise.resolve(found);
    }
    const { timeoutMs = DEFAULT_TIMEOUT } = options;
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        isWanted,
        settle: outcome => {
          clearTimeout(waiter.timer);
          this.#waiters.delete(waiter);
          if (outcome instanceof Error) {
            reject(outcome);
          } else {
            resolve(outcome);
          }
        },
      };
      waiter.timer = setTimeout(
        () => waiter.settle(this.#tooLate(match, timeoutMs)),
        timeoutMs,
      );
      this.#waiters.add(waiter);
    });
  }

  /**
   * Returns the matching entries as text, one per line with the bodies of errors, to attach to a failing
   * test.
   */
  toText(match: JournalMatch = {}): string {
    return formatEntries(this.entries(match));
  }

  /** Deletes all entries, and rejects pending `waitFor` calls. */
  clear(): void {
    this.#records = [];
    this.#lastId = 0;
    this.abandon(
      'The journal was cleared while a request waited for an entry.',
    );
  }

  abandon(reason: string): void {
    for (const waiter of [...this.#waiters]) {
      waiter.settle(new Error(reason));
    }
  }

  record(recorded: Recorded): void {
    this.#lastId += 1;
    const record: Numbered = {
      ...recorded,
      responseBody: limit(recorded.responseBody),
      id: this.#lastId,
      at: this.#clock.now(),
    };
    this.#records.push(record);
    if (this.#records.length > CAPACITY) {
      this.#records.shift();
    }
    if (this.#waiters.size > 0) {
      this.#tellWaiters(describe(record));
    }
  }

  snapshot(): JournalState {
    return { records: [...this.#records], lastId: this.#lastId };
  }

  restore(state: JournalState): void {
    this.#records = [...state.records];
    this.#lastId = state.lastId;
  }

  #tellWaiters(entry: JournalEntry): void {
    for (const waiter of [...this.#waiters]) {
      try {
        if (waiter.isWanted(entry)) {
          waiter.settle(entry);
        }
      } catch (error) {
        // The condition of a test failed, which concerns the test and not the server.
        waiter.settle(error as Error);
      }
    }
  }

  #tooLate(match: JournalMatch, timeoutMs: number): Error {
    const wanted =
      typeof match === 'function' ? 'the condition' : JSON.stringify(match);
    const latest = formatEntries(this.entries().slice(-10)) || '(nothing)\n';
    return new Error(
      `No request that matches ${wanted} came within ${timeoutMs} ms. The latest of ${
        this.#records.length
      } entries in the journal:\n${latest}`,
    );
  }
}

// A slice of a long body would keep the whole body in memory; a copy does not.
function limit(body: unknown): unknown {
  if (typeof body === 'string') {
    return body.length > 2 * BODY_LIMIT
      ? Buffer.from(body.slice(0, 2 * BODY_LIMIT))
      : body;
  }
  if (Array.isArray(body)) {
    const parts = body.map(part => Buffer.from(part));
    return Buffer.from(Buffer.concat(parts).subarray(0, 2 * BODY_LIMIT));
  }
  return body;
}

function describe(record: Numbered): JournalEntry {
  const { id, at, method, status, person, client, faults } = record;
  const url = URL.canParse(record.target, 'http://stub')
    ? new URL(record.target, 'http://stub')
    : undefined;
  const requestHeaders = redactRawHeaders(record.requestHeaders);
  const responseHeaders = redactHeaders(record.responseHeaders);
  return {
    id,
    at,
    method,
    path: url?.pathname ?? record.target.split('?')[0],
    query: url ? redactParameters(url.searchParams) : {},
    status,
    ...(person === undefined ? {} : { person }),
    ...(client === undefined ? {} : { client }),
    ...(faults === undefined ? {} : { faults: [...faults] }),
    duration: Math.round(record.duration * 10) / 10,
    request: message(requestHeaders, record.requestBody),
    response: message(responseHeaders, record.responseBody),
  };
}

function message(
  headers: Record<string, string>,
  body: unknown,
): JournalMessage {
  const shown = redactBody(body, headers['content-type']);
  return shown === undefined ? { headers } : { headers, body: shown };
}

function readMatch(match: JournalMatch): (entry: JournalEntry) => boolean {
  if (typeof match === 'function') {
    return match;
  }
  const { path, after, fault, ...same } = match;
  const fitsPath = path === undefined ? undefined : matchesPath(path);
  const fields = Object.entries(same).filter(
    ([, value]) => value !== undefined,
  ) as [keyof JournalFilter & keyof JournalEntry, unknown][];
  return entry =>
    fields.every(([name, value]) => entry[name] === value) &&
    (fitsPath === undefined || fitsPath(entry.path)) &&
    (after === undefined || entry.id > after) &&
    (fault === undefined || (entry.faults?.includes(fault) ?? false));
}
