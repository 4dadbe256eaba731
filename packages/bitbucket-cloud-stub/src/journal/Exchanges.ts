import type {
  IncomingMessage,
  OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http';
import type { Context } from 'hono';
import type { StubEnv } from '../http/StubEnv';
import type { Journal } from './Journal';

// Stored on the response itself: a WeakMap of every response would keep the garbage collector busy.
const EXCHANGE = Symbol('exchange');
type Followed = ServerResponse & { [EXCHANGE]?: Exchange };

/**
 * Records a response before it is sent, so that a client that has the response also finds it in the
 * journal.
 */
function follow(
  outgoing: ServerResponse,
  on: {
    onHead(headers: OutgoingHttpHeaders): void;
    onPart(part: unknown): void;
    onEnd(body: unknown): void;
  },
): void {
  const { writeHead, write, end } = outgoing;
  outgoing.writeHead = ((...args: unknown[]) => {
    const headers = args[args.length - 1];
    if (typeof headers === 'object') {
      on.onHead(headers as OutgoingHttpHeaders);
    }
    return writeHead.apply(outgoing, args as never);
  }) as typeof writeHead;
  outgoing.write = ((...args: unknown[]) => {
    on.onPart(args[0]);
    return write.apply(outgoing, args as never);
  }) as typeof write;
  outgoing.end = ((...args: unknown[]) => {
    on.onEnd(args[0]);
    return end.apply(outgoing, args as never);
  }) as typeof end;
}

/** One request and its response. */
export class Exchange {
  /** The data that the routes find out about the request. */
  context: Context<StubEnv> | undefined;
  #headers: OutgoingHttpHeaders | undefined;
  #written: unknown[] | undefined;
  #isRecorded = false;
  readonly #startedAt = performance.now();

  constructor(
    private readonly incoming: IncomingMessage,
    private readonly outgoing: ServerResponse,
    private readonly journal: Journal,
  ) {
    follow(outgoing, {
      onHead: headers => {
        this.#headers = headers;
      },
      onPart: part => {
        this.#written ??= [];
        this.#written.push(part);
      },
      onEnd: body => this.record(this.#written ?? body),
    });
  }

  /** Adds the exchange to the journal; a second call does nothing. */
  record(body: unknown): void {
    this.#record(this.outgoing.statusCode, body);
  }

  /** The same for a request without a response. */
  recordNoAnswer(): void {
    this.#record(0, undefined);
  }

  #record(status: number, body: unknown): void {
    if (this.#isRecorded) {
      return;
    }
    this.#isRecorded = true;
    const { incoming, context } = this;
    this.journal.record({
      method: incoming.method ?? '',
      target: incoming.url ?? '',
      requestHeaders: incoming.rawHeaders,
      requestBody: context?.get('body'),
      status,
      responseHeaders: this.#headers ?? {},
      responseBody: body,
      duration: performance.now() - this.#startedAt,
      person: context?.get('person')?.username,
      client: context?.get('client')?.id,
      faults: context?.get('faults'),
    });
  }
}

/**
 * Records each request and its response at the network, so that the journal contains the actual
 * response, whatever code sent it.
 */
export class Exchanges {
  constructor(private readonly journal: Journal) {}

  /** Begins to record a request, unless it is for the stub's own pages. */
  begin(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const target = incoming.url ?? '';
    if (/^\/(?:$|\?|_stub(?:\/|$|\?)|favicon\.ico)/.test(target)) {
      return;
    }
    const followed: Followed = outgoing;
    followed[EXCHANGE] = new Exchange(incoming, outgoing, this.journal);
  }

  get(outgoing: ServerResponse): Exchange | undefined {
    return (outgoing as Followed)[EXCHANGE];
  }

  of(c: Context<StubEnv>): Exchange | undefined {
    return (c.env?.outgoing as Followed | undefined)?.[EXCHANGE];
  }
}
