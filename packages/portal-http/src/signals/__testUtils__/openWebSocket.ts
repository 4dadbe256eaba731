import { once } from 'node:events';
import { type IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { PORTAL } from './startSignals';

export interface OpenOptions {
  url: string;
  address?: string;
  headers?: Record<string, string>;
  origin?: string;
  path?: string;
  token?: string;
}

/** The response to a rejected handshake. */
export interface Refusal {
  body: any;
  connection?: string;
  contentTypeOptions?: string;
  retryAfter?: string;
  status: number;
}

function connect(options: OpenOptions): WebSocket {
  const { url, address, headers = {}, path = '/api/signals', token } = options;
  return new WebSocket(`${url.replace('http', 'ws')}${path}`, token ?? [], {
    headers: {
      'x-forwarded-for': address ?? '192.0.2.7',
      ...('origin' in options
        ? options.origin && { origin: options.origin }
        : { origin: PORTAL }),
    },
    // Masking with zeros takes no time, however large the message is.
    generateMask: mask => mask.fill(0),
    // Sets the headers after those of the client, to replace them.
    finishRequest(request) {
      Object.entries(headers).forEach(([name, value]) =>
        request.setHeader(name, value),
      );
      request.end();
    },
  });
}

/** Opens a connection as a page of the portal does. */
export async function openWebSocket(options: OpenOptions): Promise<WebSocket> {
  const webSocket = connect(options);
  await once(webSocket, 'open');
  return webSocket;
}

/** Opens a connection that the portal must reject, and waits until it is closed. */
export async function refuseWebSocket(options: OpenOptions): Promise<Refusal> {
  const webSocket = connect(options);
  webSocket.on('error', () => {});
  const [, response] = (await once(webSocket, 'unexpected-response')) as [
    unknown,
    IncomingMessage,
  ];
  const closed = once(response.socket, 'close');
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk);
  }
  await closed;
  const text = Buffer.concat(chunks).toString();
  return {
    body: text && JSON.parse(text),
    connection: response.headers.connection,
    contentTypeOptions: response.headers['x-content-type-options'] as string,
    retryAfter: response.headers['retry-after'],
    status: response.statusCode!,
  };
}

/** Subscribes, and waits until the portal has read the message. */
export async function subscribe(webSocket: WebSocket, channel: string) {
  webSocket.send(JSON.stringify({ action: 'subscribe', channel }));
  webSocket.ping();
  await once(webSocket, 'pong');
}

/** Returns the next message, parsed. */
export async function nextMessage(webSocket: WebSocket): Promise<unknown> {
  const [data] = await once(webSocket, 'message');
  return JSON.parse(String(data));
}
