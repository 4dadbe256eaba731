import { NotFoundError } from '@backstage/errors';
import {
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import { type DeliveryLog } from '../audit/DeliveryLog';
import { type KnownDelivery } from '../model/Delivery';
import { RefusedDelivery } from '../model/RefusedDelivery';
import { MOST_BYTES } from './BodyReader';
import { receive, type ReceiveOptions } from './receive';

/** Below `/api/events`. */
export const WEBHOOK_PATH = '/http/bitbucketCloud';

export interface WebhookRouterOptions extends ReceiveOptions {
  log: DeliveryLog;
}

class MethodNotAllowedError extends Error {
  override readonly name = 'MethodNotAllowedError';
  readonly statusCode = 405;
  override readonly message =
    'The portal accepts the webhooks of Bitbucket here. Only POST is possible.';
}

/**
 * Responds to all requests at {@link WEBHOOK_PATH}, so that Backstage's own route for the topic, which
 * parses a body before it checks a signature, receives none of them.
 *
 * @param getOptions - returns undefined if the endpoint does not exist
 *
 * @seam A module adds its routes before those of its plugin:
 * https://github.com/backstage/backstage/blob/v1.55.0/packages/backend-app-api/src/wiring/BackendInitializer.ts
 * @seamTest plugins/events-backend-module-bitbucket-webhooks/src/closed.test.ts
 */
export function createWebhookRouter(
  getOptions: () => WebhookRouterOptions | undefined,
): Router {
  const respond: RequestHandler = (req, res, next) => {
    const options = getOptions();
    if (!options) {
      next(
        new NotFoundError(
          'The portal accepts no webhooks of Bitbucket: no secret is configured.',
        ),
      );
    } else if (req.method === 'POST') {
      handle(req, res, options).catch(next);
    } else {
      res.set('Allow', 'POST');
      sendError(req, res, new MethodNotAllowedError());
    }
  };
  const router = Router();
  router.all(WEBHOOK_PATH, respond);
  return router;
}

async function handle(
  req: Request,
  res: Response,
  options: WebhookRouterOptions,
): Promise<void> {
  const { log } = options;
  const known: KnownDelivery = {};
  // The signature authenticates the request. The auditor fails for an invalid token.
  delete req.headers.authorization;
  try {
    const outcome = await receive(req, known, options);
    await log.accepted(req, known, outcome);
    if (outcome === 'accepted') {
      res.status(202).json({ status: 'accepted' });
    } else {
      res.json({ status: 'already handled' });
    }
  } catch (error) {
    if (error instanceof RefusedDelivery) {
      await log.refused(req, known, error);
      setHeaders(req, res, error);
      sendError(req, res, error);
      return;
    }
    throw error;
  }
}

function setHeaders(req: Request, res: Response, refusal: RefusedDelivery) {
  if (refusal.isTemporary) {
    res.set('Retry-After', '60');
  }
  // Node.js would read the rest of the body after the response.
  const length = Number(req.headers['content-length']);
  if (!(length <= MOST_BYTES) || refusal.outcome === 'incomplete') {
    res.set('Connection', 'close');
  }
}

/**
 * Sends an error in the format of Backstage. Backstage's own handler would log each 5xx, which any
 * program on the internet can cause.
 */
function sendError(
  { method, url }: Request,
  res: Response,
  { name, message, statusCode }: Error & { statusCode: number },
) {
  res.status(statusCode).json({
    error: { name, message },
    request: { method, url },
    response: { statusCode },
  });
}
