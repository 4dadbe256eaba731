import { type LoggerService } from '@backstage/backend-plugin-api';
import { type EventsService } from '@backstage/plugin-events-node';
import { type IncomingMessage } from 'node:http';
import { type BitbucketWebhooksConfig } from '../config/webhooksConfig';
import { findOrigin, isConfigured } from '../delivery/findOrigin';
import { parsePayload } from '../delivery/parsePayload';
import { readHeaders } from '../delivery/readHeaders';
import { isSigned, parseSignature } from '../delivery/signature';
import { type Delivery, type KnownDelivery } from '../model/Delivery';
import { RefusedDelivery } from '../model/RefusedDelivery';
import { type Claim, type HandledDeliveries } from '../store/HandledDeliveries';
import { type BodyReader } from './BodyReader';
import { type WorkTurns } from './WorkTurns';

/** The topic that `@backstage/plugin-events-backend-module-bitbucket-cloud` divides by `x-event-key`. */
const TOPIC = 'bitbucketCloud';

/** Bitbucket closes the connection after ten seconds, and retries. */
const MOST_MS = 5_000;

export interface ReceiveOptions {
  config: BitbucketWebhooksConfig;
  deliveries: HandledDeliveries;
  events: EventsService;
  logger: LoggerService;
  reader: BodyReader;
  /** For the payloads. */
  turns: WorkTurns;
  /** How long the response waits for subscribers, in milliseconds. Default: 5 seconds. */
  mostMs?: number;
}

/**
 * Handles a request: checks its signature before it parses anything, and publishes its payload once.
 *
 * @param known - receives what is known about the delivery, for the audit log; nothing before the
 * signature is checked
 * @throws RefusedDelivery
 */
export async function receive(
  req: IncomingMessage,
  known: KnownDelivery,
  options: ReceiveOptions,
): Promise<'accepted' | 'already_handled'> {
  const bytes = await readSigned(req, options);
  const headers = readHeaders(req.headers);
  Object.assign(known, headers);
  const { origin, payload } = await options.turns.run(() => {
    const parsed = parsePayload(bytes);
    return { origin: findOrigin(parsed), payload: parsed };
  });
  known.workspace = origin.workspace;
  known.repository = origin.repository;
  if (!isConfigured(origin, options.config.workspaces)) {
    throw new RefusedDelivery(
      'other_workspace',
      'The webhook is signed, but its workspace is not configured. If you renamed the workspace, add its uuid to events.modules.bitbucketCloud.workspaces.',
    );
  }
  return publishOnce({ ...headers, payload }, options);
}

async function readSigned(
  req: IncomingMessage,
  { config, reader }: ReceiveOptions,
): Promise<Buffer> {
  const signature = parseSignature(req.headers['x-hub-signature']);
  if (!signature) {
    throw new RefusedDelivery(
      'invalid_signature',
      'The webhook has no signature. Set the secret of the webhook at Bitbucket, so that it sends X-Hub-Signature.',
    );
  }
  const bytes = await reader.read(req);
  if (!isSigned(bytes, signature, config.secrets)) {
    throw new RefusedDelivery(
      'invalid_signature',
      'The signature of the webhook is wrong. The secret at Bitbucket must be in events.modules.bitbucketCloud.webhookSecrets.',
    );
  }
  return bytes;
}

async function publishOnce(
  delivery: Delivery,
  options: ReceiveOptions,
): Promise<'accepted' | 'already_handled'> {
  const { deliveries, events } = options;
  const claim = await deliveries.claim(delivery.requestUuid).catch(explain);
  if (claim === 'published') {
    return 'already_handled';
  }
  if (claim === 'pending') {
    throw new RefusedDelivery(
      'busy',
      'The portal handles an earlier attempt of this webhook at the moment. Try again in a minute.',
    );
  }
  const publishing = events.publish({
    topic: TOPIC,
    eventPayload: delivery.payload,
    metadata: toMetadata(delivery),
  });
  try {
    if (!(await endsWithin(publishing, options.mostMs ?? MOST_MS))) {
      reportLater(publishing, delivery, options);
    }
  } catch (error) {
    await release(claim);
    explain(error);
  }
  // If this fails, a retry publishes the delivery again: subscribers must accept a repeated event.
  await claim.complete().catch(explain);
  return 'accepted';
}

/** @returns false if the work continues after the time */
async function endsWithin(work: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<false>(resolve => {
    timer = setTimeout(resolve, ms, false);
  });
  try {
    return await Promise.race([work.then(() => true), limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** The subscribers have the event. Bitbucket would repeat it while the first one is still handled. */
function reportLater(
  publishing: Promise<void>,
  { eventKey, requestUuid }: Delivery,
  { logger }: ReceiveOptions,
) {
  const what = `webhook ${requestUuid} of Bitbucket (${eventKey})`;
  logger.warn(
    `The subscribers of the ${what} need more than ${
      MOST_MS / 1000
    } seconds, so the portal responded before they ended.`,
  );
  publishing.catch(error =>
    logger.error(`The ${what} did not reach all subscribers: ${error}`),
  );
}

/** If this fails, the claim ends by itself. */
async function release(claim: Claim) {
  await claim.release().catch(() => {});
}

/** The headers under the names that Backstage's own endpoint gives them. */
function toMetadata(delivery: Delivery): Record<string, string> {
  const { attempt, eventKey, hookUuid, requestUuid } = delivery;
  return {
    'x-event-key': eventKey,
    'x-request-uuid': requestUuid,
    ...(hookUuid !== undefined && { 'x-hook-uuid': hookUuid }),
    ...(attempt !== undefined && { 'x-attempt-number': attempt }),
  };
}

function explain(failure: unknown): never {
  throw new RefusedDelivery(
    'failed',
    'The portal could not publish the webhook. Try again in a minute.',
    failure,
  );
}
