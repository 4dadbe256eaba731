import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to a webhook. */
export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A server that receives the events of webhooks. */
export class HookListener {
  readonly received: Received[] = [];
  /** The statuses of the next responses; 204 after them. */
  statuses: number[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) {
        parts.push(part as Buffer);
      }
      const body = Buffer.concat(parts).toString();
      this.received.push({ headers: request.headers, body });
      response.writeHead(this.statuses.shift() ?? 204).end();
    });
  }

  static async start(): Promise<HookListener> {
    const listener = new HookListener();
    await new Promise<void>(resolve => {
      listener.#server.listen(0, '127.0.0.1', resolve);
    });
    return listener;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/hook`;
  }

  /** The events that it received, in order. */
  get events(): string[] {
    return this.received.map(({ headers }) => String(headers['x-event-key']));
  }

  /** The body of the first request with an event. */
  payload(event: string) {
    const found = this.received.find(
      ({ headers }) => headers['x-event-key'] === event,
    );
    return JSON.parse(found?.body ?? 'null');
  }

  async stop(): Promise<void> {
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
  }
}
