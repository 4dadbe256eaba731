import { once } from 'node:events';
import { Agent, request, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { type Session, SignInClient } from '@backstage-bitbucket/test-kit';
import { PROXY_ADDRESS, SERVED_BY } from './proxy';

/** A request and its result. */
export interface Exchange {
  method: string;
  path: string;
  startedAt: number;
  endedAt: number;
  /** `undefined` if the connection failed. */
  status: number | undefined;
  /** The instances that received the request, as `host:port`; the last one responded. */
  servedBy: string[];
}

export interface VisitorOptions {
  portalUrl: string;
  stubUrl: string;
  /** The certificates of the proxy. */
  ca: string[];
  /**
   * The address of the visitor on the loopback network. Default: 127.0.0.1, which the rate limit does
   * not count.
   */
  address?: string;
}

/** A WebSocket that receives the signals for open pages. */
export interface SignalConnection {
  servedBy: string;
  messages: object[];
  socket: WebSocket;
}

/** A user who opens the portal through the proxy. */
export class Visitor {
  /** All requests so far. */
  readonly exchanges: Exchange[] = [];
  session: Session | undefined;
  readonly #options: VisitorOptions;
  readonly #agent: Agent;
  readonly #client: SignInClient;

  constructor(options: VisitorOptions) {
    const { portalUrl, stubUrl, ca, address } = options;
    this.#options = options;
    this.#agent = new Agent({
      keepAlive: true,
      ca,
      localAddress: address,
      // The name matches the certificate. It does not resolve in every network.
      servername: new URL(portalUrl).hostname,
    });
    this.#client = new SignInClient({
      portalUrl,
      stubUrl,
      env: 'production',
      fetch: (url, init) => this.#fetch(url, init),
    });
  }

  get lastExchange(): Exchange {
    return this.exchanges[this.exchanges.length - 1];
  }

  async signIn(account: string): Promise<Session> {
    return this.comeBack(await this.consent(account));
  }

  /** Completes the consent at Bitbucket; returns the callback. */
  consent(account: string): Promise<URL> {
    return this.#client.consent(account);
  }

  async comeBack(callback: URL): Promise<Session> {
    this.session = await this.#client.comeBack(callback);
    return this.session;
  }

  async refresh(): Promise<Session> {
    this.session = await this.#client.refresh();
    return this.session;
  }

  /** Requests a path of the portal, with the token of the session if there is one. */
  ask(
    path: string,
    {
      method = 'GET',
      json,
      headers: others,
    }: {
      method?: string;
      json?: object;
      headers?: Record<string, string>;
    } = {},
  ): Promise<Response> {
    const headers: Record<string, string> = { ...others };
    if (this.session) {
      headers.authorization = `Bearer ${this.session.token}`;
    }
    if (json) {
      headers['content-type'] = 'application/json';
    }
    return this.#fetch(`${this.#options.portalUrl}${path}`, {
      headers,
      method,
      body: json && JSON.stringify(json),
    });
  }

  /**
   * Listens for signals, like an open page.
   *
   * @returns The connection, and the instance at its other end
   */
  async listen(channel: string): Promise<SignalConnection> {
    const { host, port } = new URL(this.#options.portalUrl);
    const socket = new WebSocket(
      `wss://${PROXY_ADDRESS}:${port}/api/signals`,
      this.session?.token,
      {
        agent: this.#agent,
        headers: { host },
        origin: this.#options.portalUrl,
        handshakeTimeout: 5_000,
      },
    );
    const messages: object[] = [];
    socket.on('message', data => messages.push(JSON.parse(String(data))));
    const [[upgrade]]: IncomingMessage[][] = await Promise.all([
      once(socket, 'upgrade'),
      once(socket, 'open'),
    ]);
    socket.send(JSON.stringify({ action: 'subscribe', channel }));
    const servedBy = readServedBy(upgrade).at(-1) ?? '';
    return { servedBy, messages, socket };
  }

  leave() {
    this.#agent.destroy();
  }

  async #fetch(
    url: string,
    init: { headers: Record<string, string>; method?: string; body?: string },
  ): Promise<Response> {
    const { pathname, search, host, port } = new URL(url);
    const { method = 'GET', headers, body } = init;
    const exchange: Exchange = {
      method,
      path: pathname,
      startedAt: performance.now(),
      endedAt: Infinity,
      status: undefined,
      servedBy: [],
    };
    this.exchanges.push(exchange);
    try {
      const incoming = await send(
        {
          host: PROXY_ADDRESS,
          port,
          path: `${pathname}${search}`,
          method,
          headers: { ...headers, host },
          agent: this.#agent,
        },
        body,
      );
      exchange.servedBy = readServedBy(incoming);
      const text = await readAll(incoming);
      exchange.status = incoming.statusCode;
      return toResponse(incoming, text);
    } finally {
      exchange.endedAt = performance.now();
    }
  }
}

/**
 * Sends a request, and sends it again if the server closes an idle connection at that moment, as
 * browsers do.
 */
async function send(
  options: RequestOptions,
  body: string | undefined,
): Promise<IncomingMessage> {
  const outgoing = request(options);
  outgoing.end(body);
  try {
    const [incoming]: IncomingMessage[] = await once(outgoing, 'response');
    return incoming;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!outgoing.reusedSocket || !['ECONNRESET', 'EPIPE'].includes(code!)) {
      throw error;
    }
    return send(options, body);
  }
}

function readServedBy({ headers }: IncomingMessage): string[] {
  return String(headers[SERVED_BY] ?? '').split(/[,:] +/);
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toResponse(incoming: IncomingMessage, body: Buffer): Response {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    values?.forEach(value => headers.append(name, value));
  }
  const status = incoming.statusCode ?? 0;
  const isEmpty = [204, 205, 304].includes(status);
  return new Response(isEmpty ? undefined : body, { status, headers });
}
