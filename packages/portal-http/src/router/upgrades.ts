import { InputError, NotFoundError } from '@backstage/errors';
import { type RequestHandler, type Response } from 'express';
import {
  type IncomingMessage,
  type RequestListener,
  type Server,
  ServerResponse,
} from 'node:http';
import { type Socket } from 'node:net';

/**
 * The server closes the connection of a request that it has neither answered nor upgraded after this
 * time.
 */
const ANSWER_LIMIT_MS = 10_000;
/** The server closes the connection of a client that has not read its response after this time. */
const READ_LIMIT_MS = 60_000;
/** The maximum number of pending upgrade requests of an instance. */
const MAX_PENDING = 1_000;

export interface UpgradesOptions {
  app: RequestListener;
  lifecycle: {
    addBeforeShutdownHook(hook: () => Promise<void>): void;
    addShutdownHook(hook: () => void): void;
  };
  /** The paths that accept WebSockets. */
  paths: string[];
  server: Pick<Server, 'on'>;
}

/** The connection of an accepted upgrade. The caller must close it. */
export interface UpgradedConnection {
  socket: Socket;
  /** Data that the client sent after its request. */
  head: Buffer;
}

/** An upgrade request as its handler sees it, in `res.locals.upgrade`. */
interface Upgrade {
  accept(): UpgradedConnection;
}

/**
 * Passes upgrade requests through the Express app, like every other request. Node.js does not do this:
 * without a listener that responds, an upgrade request stays open without a response or a time limit.
 *
 * A handler accepts an upgrade with {@link acceptUpgrade}. After any other response, the server closes
 * the connection.
 *
 * @returns the handler that rejects upgrade requests, for use after the rate limit
 */
export function serveUpgrades(options: UpgradesOptions): RequestHandler {
  const { app, lifecycle, paths, server } = options;
  const connections = new Set<Socket>();
  const pending = new Set<ServerResponse>();
  let isEnding = false;
  lifecycle.addBeforeShutdownHook(async () => {
    isEnding = true;
  });
  // `server.closeAllConnections()` does not close upgraded connections, but `server.close()` waits for
  // them. The plugins have closed theirs before this hook runs.
  lifecycle.addShutdownHook(() =>
    connections.forEach(socket => socket.destroy()),
  );
  server.on('upgrade', (req, stream, head) => {
    // The connections of an HTTP server are sockets: https://nodejs.org/api/http.html#event-upgrade_1
    const socket = stream as Socket;
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    // Without a listener, a client that resets the connection ends the process.
    socket.on('error', () => socket.destroy());
    const res = createResponse(req, { socket, head });
    pending.add(res);
    res.once('close', () => pending.delete(res));
    app(req, res);
  });

  return (req, res, next) => {
    if (!isUpgrade(res)) {
      next();
    } else if (isEnding || pending.size > MAX_PENDING) {
      // A proxy retries at another instance after a 502.
      res
        .status(502)
        .set('Retry-After', '1')
        .send('Retry at another instance.');
    } else if (hasBody(req)) {
      next(
        new InputError(
          'The portal accepts no body in an upgrade request. Send the request without the Upgrade header.',
        ),
      );
    } else if (isWebSocket(req) && !paths.includes(req.path)) {
      next(
        new NotFoundError(
          `The portal accepts no WebSockets at this path. Use ${paths.join(
            ' or ',
          )}.`,
        ),
      );
    } else {
      next();
    }
  };
}

/** Whether a request is a WebSocket handshake that {@link acceptUpgrade} can accept. */
export function isUpgrade(res: Pick<Response, 'locals'>): boolean {
  return res.locals.upgrade !== undefined;
}

/**
 * Detaches the connection of an upgrade request from its response. The caller must complete the
 * handshake and close the connection.
 *
 * @throws Error if the request is not an upgrade request
 */
export function acceptUpgrade(
  res: Pick<Response, 'locals'>,
): UpgradedConnection {
  const upgrade: Upgrade | undefined = res.locals.upgrade;
  if (!upgrade) {
    throw new Error('The request is not an upgrade request.');
  }
  return upgrade.accept();
}

function createResponse(
  req: IncomingMessage,
  connection: UpgradedConnection,
): ServerResponse {
  const { socket } = connection;
  const res = new ServerResponse(req);
  res.shouldKeepAlive = false;
  res.assignSocket(socket);
  res.once('finish', () => socket.destroySoon());
  const timers = [
    setTimeout(() => {
      if (!res.headersSent) {
        socket.destroy();
      }
    }, ANSWER_LIMIT_MS),
    setTimeout(() => socket.destroy(), READ_LIMIT_MS),
  ];
  res.once('close', () => timers.forEach(clearTimeout));
  const upgrade: Upgrade = {
    accept() {
      res.detachSocket(socket);
      // The response of this request has ended: the gate must not wait for it at the shutdown.
      res.emit('close');
      return connection;
    },
  };
  return Object.assign(res, { locals: { upgrade } });
}

function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/** Node.js does not read this body: it treats all data after the header as the other protocol. */
function hasBody({ headers }: IncomingMessage): boolean {
  return (
    headers['transfer-encoding'] !== undefined ||
    Number(headers['content-length'] ?? 0) !== 0
  );
}
