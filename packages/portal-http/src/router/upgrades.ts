import { InputError, NotFoundError } from '@backstage/errors';
import { RequestHandler, Response } from 'express';
import {
  IncomingMessage,
  RequestListener,
  Server,
  ServerResponse,
} from 'node:http';
import { Socket } from 'node:net';

/** A request that is neither answered nor upgraded after this time loses its connection. */
const ANSWER_LIMIT_MS = 10_000;
/** A client that has not read its response after this time loses its connection. */
const READ_LIMIT_MS = 60_000;
/** Upgrade requests that an instance works on at the same time. */
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

/** The connection of an accepted upgrade. The caller owns it from then on. */
export interface UpgradedConnection {
  socket: Socket;
  /** What the client sent after its request. */
  head: Buffer;
}

/** An upgrade request as its handler sees it, in `res.locals.upgrade`. */
interface Upgrade {
  accept(): UpgradedConnection;
}

/**
 * Sends upgrade requests through the Express app, as any other request. Node.js keeps them away from
 * it: without a listener that answers, an upgrade request stays open without a response and without a
 * time limit.
 *
 * A handler accepts an upgrade with {@link acceptUpgrade}. Every other response is an ordinary one,
 * and the connection is closed after it.
 *
 * @returns the handler that refuses upgrades, to be used after the rate limit
 */
export function serveUpgrades(options: UpgradesOptions): RequestHandler {
  const { app, lifecycle, paths, server } = options;
  const connections = new Set<Socket>();
  const pending = new Set<ServerResponse>();
  let isEnding = false;
  lifecycle.addBeforeShutdownHook(async () => {
    isEnding = true;
  });
  // `server.closeAllConnections()` does not know upgraded connections, but `server.close()` waits for
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
      // A proxy asks another instance after a 502.
      res.status(502).set('Retry-After', '1').send('Ask another instance.');
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
 * Takes the connection of an upgrade request away from its response. The caller must answer the
 * handshake itself, and close the connection in the end.
 *
 * @throws Error for a request that is not an upgrade request
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
      // For this request the response is over: the gate must not wait for it at the end.
      res.emit('close');
      return connection;
    },
  };
  return Object.assign(res, { locals: { upgrade } });
}

function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/** Node.js does not read it: it takes everything after the header for the other protocol. */
function hasBody({ headers }: IncomingMessage): boolean {
  return (
    headers['transfer-encoding'] !== undefined ||
    Number(headers['content-length'] ?? 0) !== 0
  );
}
