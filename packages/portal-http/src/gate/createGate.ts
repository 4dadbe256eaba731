import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { Request, RequestHandler, Response } from 'express';
import { Server } from 'node:http';
import { setImmediate, setTimeout } from 'node:timers/promises';

const DELAY_KEY = 'backend.lifecycle.serverShutdownDelay';
/** Longest that a request waits for the start; a proxy that waits for 90 s still hears of it. */
const START_LIMIT_MS = 60_000;
/** Longest that the end waits for requests that are under way; some never end by themselves. */
const END_LIMIT_MS = 5_000;
/** Without a new connection or request for so long, no proxy sends anything any more. */
const QUIET_MS = 300;
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;
/** A proxy may send them twice. */
const REPEATABLE = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

/** Of the whole backend: the start is over, and the end begins. */
export interface RootLifecycle {
  addStartupHook(hook: () => void): void;
  addBeforeShutdownHook(hook: () => Promise<void>): void;
}

export interface GateOptions {
  config: Config;
  lifecycle: RootLifecycle;
  server: Pick<Server, 'close' | 'closeAllConnections' | 'on'>;
}

/**
 * Sees to it that an instance can be started and ended behind a proxy that does not ask for its
 * readiness, and that nobody notices.
 *
 * The server listens before the plugins have told it what they answer, and until then Backstage says
 * 404, which a proxy takes for an answer. Here it is a 502, after which the proxy asks another
 * instance; what may not be sent twice waits for the start.
 *
 * In the end the plugins stop before the server does, and fail what is under way. So until the end of
 * `backend.lifecycle.serverShutdownDelay` the proxy is asked to give up the connections that it keeps;
 * then it is sent to another instance, and when nothing is under way any more and nothing comes, the
 * server stops to listen. Not earlier, because the plugins of an instance ask each other to answer a
 * request, and because what has arrived and is not read yet would be cut off.
 */
export function createGate(options: GateOptions): RequestHandler {
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
      // Now everything that has arrived meanwhile is accepted, which it is not in a timer.
      await setImmediate();
    } while (isBusy() && Date.now() < deadline);
    stopOnce(server);
  });

  return (req, res, next) => {
    // Its own plugins ask each other while they start, and wait for news until they end.
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
}

/**
 * Stops to listen now; Backstage's own stop then waits for the same end. Its plugins wait for news
 * of each other for up to a minute, and are cut off before whoever ended the instance kills it.
 */
function stopOnce(server: GateOptions['server']) {
  const stopped = new Promise<void>((resolve, reject) =>
    server.close(error => (error ? reject(error) : resolve())),
  );
  // Told to whoever asks for it below, and to nobody before.
  stopped.catch(() => {});
  setTimeout(END_LIMIT_MS, undefined, { ref: false }).then(() =>
    server.closeAllConnections(),
  );
  Object.assign(server, { stop: () => stopped });
}

function isFromThisInstance({ headers, socket }: Request): boolean {
  return (
    headers['x-forwarded-for'] === undefined &&
    LOOPBACK.test(socket.remoteAddress ?? '')
  );
}

/** Not 503: that one a plugin means when Bitbucket is away, and no other instance has a better answer. */
function refuse(res: Response) {
  res.status(502).set('Retry-After', '1').send('Ask another instance.');
}

async function waitFor(event: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const timeout = setTimeout(START_LIMIT_MS, undefined, {
    signal: timer.signal,
    ref: false,
  }).then(() => Promise.reject(new Error('It takes too long')));
  try {
    await Promise.race([event, timeout]);
  } finally {
    timer.abort();
    timeout.catch(() => {});
  }
}
