import { type Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { type Request, type RequestHandler, type Response } from 'express';
import { type Server } from 'node:http';
import { setImmediate, setTimeout } from 'node:timers/promises';

const DELAY_KEY = 'backend.lifecycle.serverShutdownDelay';
/**
 * The longest time that a request waits for the start. It is shorter than the 90 s that a proxy waits
 * for a response.
 */
const START_LIMIT_MS = 60_000;
/**
 * The longest time that the shutdown waits for pending requests. Some requests never end by themselves.
 */
const END_LIMIT_MS = 5_000;
/** After this time without a new connection or request, proxies have stopped sending requests. */
const QUIET_MS = 300;
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;
/** A proxy may retry these methods. */
const REPEATABLE = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

/** Lifecycle of the whole backend: the end of the start and the beginning of the shutdown. */
export interface RootLifecycle {
  addStartupHook(hook: () => void): void;
  addBeforeShutdownHook(hook: () => Promise<void>): void;
}

export interface GateOptions {
  config: Config;
  lifecycle: RootLifecycle;
  server: Pick<Server, 'close' | 'closeAllConnections' | 'on'>;
}

export interface Gate {
  /** Handles requests after the health checks and before the plugins. */
  handler: RequestHandler;
  /** Stops the server, if the shutdown has not done so, and waits until its connections are closed. */
  stop(): Promise<void>;
}

/**
 * Lets an instance start and stop without failed requests, behind a proxy that does not check readiness.
 *
 * The server listens before the plugins have registered their routes. Until then, Backstage responds
 * with 404, which a proxy passes on to the client. The gate responds with 502 instead, so that the proxy
 * retries at another instance. Requests that a proxy may not retry wait for the start.
 *
 * During the shutdown, Backstage stops the plugins before the server, so pending requests would fail.
 * Therefore, until the end of `backend.lifecycle.serverShutdownDelay`, the gate asks the proxy to close
 * its idle connections. After that, it sends the proxy to another instance. The server stops listening
 * when no request is pending and no new one arrives. It cannot stop earlier: the plugins of an instance
 * call each other to respond to a request, and requests that have arrived but are unread would be lost.
 */
export function createGate(options: GateOptions): Gate {
  const { config, lifecycle, server } = options;
  const underWay = new Set<Response>();
  let lastArrival = 0;
  server.on('connection', () => (lastArrival = Date.now()));
  let state: 'starting' | 'up' | 'ending' | 'leaving' = 'starting';
  const started = new Promise<void>(resolve =>
    lifecycle.addStartupHook(() => {
      state = 'up';
      resolve();
    }),
  );
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= stopServer(server));
  lifecycle.addBeforeShutdownHook(async () => {
    state = 'ending';
    if (config.has(DELAY_KEY)) {
      await setTimeout(
        durationToMilliseconds(
          readDurationFromConfig(config, { key: DELAY_KEY }),
        ),
      );
    }
    state = 'leaving';
    const deadline = Date.now() + END_LIMIT_MS;
    const isBusy = () =>
      underWay.size > 0 || Date.now() - lastArrival < QUIET_MS;
    do {
      await setTimeout(20);
      // The event loop accepts pending connections before `setImmediate`, but not before a timer.
      await setImmediate();
    } while (isBusy() && Date.now() < deadline);
    stop();
  });

  const handler: RequestHandler = (req, res, next) => {
    // The instance's own plugins call each other during the start, and long-poll each other until the
    // shutdown.
    if (isFromThisInstance(req)) {
      next();
      return;
    }
    if (state === 'ending' || state === 'leaving') {
      res.set('Connection', 'close');
    }
    lastArrival = Date.now();
    underWay.add(res);
    res.once('close', () => underWay.delete(res));
    const isAway = state === 'starting' || state === 'leaving';
    if (isAway && REPEATABLE.includes(req.method)) {
      refuse(res);
    } else if (state === 'starting') {
      waitFor(started).then(
        () => next(),
        () => refuse(res),
      );
    } else {
      next();
    }
  };
  return { handler, stop };
}

/**
 * Stops listening, and closes the remaining connections after a time limit: plugins wait up to a minute for
 * events of other plugins.
 */
function stopServer(server: GateOptions['server']): Promise<void> {
  const stopped = new Promise<void>((resolve, reject) =>
    server.close(error => (error ? reject(error) : resolve())),
  );
  // The caller of `stop` handles it.
  stopped.catch(() => {});
  setTimeout(END_LIMIT_MS, undefined, { ref: false }).then(() =>
    server.closeAllConnections(),
  );
  return stopped;
}

function isFromThisInstance({ headers, socket }: Request): boolean {
  return (
    headers['x-forwarded-for'] === undefined &&
    LOOPBACK.test(socket.remoteAddress ?? '')
  );
}

/**
 * Not 503: plugins respond with 503 when Bitbucket is unavailable, and another instance could not
 * respond better.
 */
function refuse(res: Response) {
  res.status(502).set('Retry-After', '1').send('Retry at another instance.');
}

async function waitFor(event: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const timeout = setTimeout(START_LIMIT_MS, undefined, {
    signal: timer.signal,
    ref: false,
  }).then(() => Promise.reject(new Error('The time limit has passed')));
  try {
    await Promise.race([event, timeout]);
  } finally {
    timer.abort();
    timeout.catch(() => {});
  }
}
