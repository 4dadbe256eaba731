import {
  type AuthService,
  type UserInfoService,
} from '@backstage/backend-plugin-api';
import { type Config } from '@backstage/config';
import {
  InputError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import { WebSocketServer } from 'ws';
import { acceptUpgrade, isUpgrade } from '../router/upgrades';
import { authenticateUpgrade, type UpgradeUser } from './authenticateUpgrade';
import { ConnectionCounter } from './ConnectionCounter';
import { createOriginCheck } from './createOriginCheck';
import { HandshakeError } from './HandshakeError';
import { type ConnectionCounts, type ConnectionLimits } from './limits';
import { SignalConnection } from './SignalConnection';
import { type SignalHub } from './SignalHub';

/** The page retries 5 seconds after a response for too many connections. */
const RETRY_SECONDS = '5';

export interface RouterOptions {
  auth: AuthService;
  config: Config;
  counts: ConnectionCounts;
  hub: SignalHub;
  limits: ConnectionLimits;
  userInfo: UserInfoService;
}

/** Handles WebSocket handshakes. It completes all checks before it upgrades the connection. */
export function createRouter(options: RouterOptions): RequestHandler {
  const { counts, hub, limits } = options;
  const isAllowedOrigin = createOriginCheck(options.config);
  const users = new ConnectionCounter(counts.connectionsPerUser);
  const addresses = new ConnectionCounter(counts.connectionsPerAddress);
  const webSocketServer = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: limits.messageSize,
    // A compressed message can be much larger than its transferred size.
    perMessageDeflate: false,
  });

  async function admit(req: Request): Promise<UpgradeUser> {
    checkHandshake(req);
    if (!isAllowedOrigin(req.headers.origin)) {
      throw new NotAllowedError(
        'Signals are only available to pages of the portal. Add the origin of the page to backend.cors.origin.',
      );
    }
    const address = req.ip ?? req.socket.remoteAddress ?? '';
    if (!addresses.admit(ipKeyGenerator(address), req.socket)) {
      throw tooMany('address', 'signals.limits.connectionsPerAddress');
    }
    const user = await authenticateUpgrade(req.headers, options);
    if (!users.admit(user.userEntityRef, req.socket)) {
      throw tooMany('user', 'signals.limits.connectionsPerUser');
    }
    return user;
  }

  function open(req: Request, res: Response, user: UpgradeUser) {
    if (hub.isClosed) {
      throw new ServiceUnavailableError('The portal is shutting down.');
    }
    const { head, socket } = acceptUpgrade(res);
    webSocketServer.handleUpgrade(req, socket, head, webSocket =>
      hub.add(new SignalConnection({ limits, user, webSocket })),
    );
  }

  const router = Router();
  router.get('/health', (_, res) => {
    res.json({ status: 'ok' });
  });
  router.get('/', async (req, res, next) => {
    try {
      if (!isUpgrade(res)) {
        throw upgradeRequired({ Upgrade: 'websocket' });
      }
      const user = await admit(req);
      // A client that disconnected during the checks gets no connection.
      if (!req.socket.destroyed) {
        open(req, res, user);
      }
    } catch (error) {
      if (error instanceof HandshakeError) {
        res.set(error.headers);
      }
      next(error);
    }
  });
  return router;
}

/** Checks what `ws` also checks, because `ws` does not respond with a JSON error. */
function checkHandshake({ headers }: Request) {
  if (headers['sec-websocket-version'] !== '13') {
    throw upgradeRequired({ 'Sec-WebSocket-Version': '13' });
  }
  if (!/^[+/\dA-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '')) {
    throw new InputError(
      'The header Sec-WebSocket-Key is missing or invalid. Use a WebSocket client.',
    );
  }
}

function upgradeRequired(headers: Record<string, string>) {
  return new HandshakeError(
    426,
    'Signals require a WebSocket of version 13. Use a WebSocket client.',
    headers,
  );
}

function tooMany(owner: string, key: string) {
  return new HandshakeError(
    429,
    `The ${owner} has too many open connections. Close other pages of the portal, or ask an administrator to raise ${key}.`,
    { 'Retry-After': RETRY_SECONDS },
  );
}
