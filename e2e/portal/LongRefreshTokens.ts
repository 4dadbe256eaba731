import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

const PADDING = `.${'x'.repeat(5000)}`;

/**
 * The OAuth service of a stub with refresh tokens of more than 5,000 characters, which browsers reject
 * as one cookie. It rejects a refresh request without such a token.
 */
export class LongRefreshTokens {
  readonly #server = createServer((incoming, response) => {
    this.#answer(incoming, response).catch(error => response.destroy(error));
  });

  /** @param stubUrl - without a trailing slash */
  constructor(private readonly stubUrl: string) {}

  /** @returns the `baseUrl` for a portal */
  async listen(): Promise<string> {
    await new Promise<void>(resolve => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse) {
    const url = `${this.stubUrl}${incoming.url}`;
    if (incoming.method !== 'POST') {
      // The browser continues at the stub.
      response.writeHead(302, { location: url }).end();
      return;
    }
    const form = new URLSearchParams(await text(incoming));
    const sent = form.get('refresh_token');
    if (sent !== null) {
      form.set('refresh_token', shorten(sent));
    }
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: incoming.headers.authorization ?? '' },
      body: form,
    });
    const body = await answer.json();
    response
      .writeHead(answer.status, { 'content-type': 'application/json' })
      .end(
        JSON.stringify({
          ...body,
          ...(body.refresh_token && {
            refresh_token: `${body.refresh_token}${PADDING}`,
          }),
        }),
      );
  }
}

function shorten(token: string): string {
  return token.endsWith(PADDING) ? token.slice(0, -PADDING.length) : 'cut';
}
