import {
  type AuditorService,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { type MetricsService } from '@backstage/backend-plugin-api/alpha';
import { type JsonObject } from '@backstage/types';
import { type Request } from 'express';
import { type KnownDelivery } from '../model/Delivery';
import {
  type DeliveryOutcome,
  type RefusedDelivery,
} from '../model/RefusedDelivery';

const MINUTE_MS = 60_000;
/** They must not fill the logs. */
const MOST_REFUSALS = 60;

export interface DeliveryLogOptions {
  auditor: AuditorService;
  logger: LoggerService;
  metrics: MetricsService;
  /** Milliseconds since the Unix epoch; default: the clock. */
  now?: () => number;
}

/**
 * Counts, audits and logs each delivery.
 *
 * An instance audits and logs at most 60 rejected requests without a signature in a minute, and counts all
 * of them. The next event has the number of those that were not audited.
 */
export class DeliveryLog {
  readonly #auditor: AuditorService;
  readonly #counter;
  readonly #logger: LoggerService;
  readonly #now: () => number;
  #minute = 0;
  #refusals = 0;
  #unaudited = 0;

  constructor(options: DeliveryLogOptions) {
    this.#auditor = options.auditor;
    this.#logger = options.logger;
    this.#now = options.now ?? Date.now;
    this.#counter = options.metrics.createCounter(
      'bitbucket_webhooks.deliveries',
      { description: 'Webhook requests at the endpoint, by outcome' },
    );
  }

  /** Records a delivery that was published, now or before. */
  async accepted(
    req: Request,
    delivery: KnownDelivery,
    outcome: 'accepted' | 'already_handled',
  ): Promise<void> {
    this.#count(outcome);
    await this.#audit(req, { ...describe(delivery), outcome });
  }

  /** Records a rejected request, or a failure of the portal. */
  async refused(
    req: Request,
    delivery: KnownDelivery,
    refusal: RefusedDelivery,
  ): Promise<void> {
    this.#count(refusal.outcome);
    if (!refusal.isSigned && !this.#isWithinLimit()) {
      this.#unaudited += 1;
      return;
    }
    const meta = {
      ...describe(delivery),
      outcome: refusal.outcome,
      ...(this.#unaudited > 0 && { unaudited: this.#unaudited }),
    };
    this.#unaudited = 0;
    this.#logger[refusal.outcome === 'failed' ? 'error' : 'warn'](
      `A webhook of Bitbucket was not accepted: ${refusal.describe()}`,
      meta,
    );
    await this.#audit(req, meta, refusal);
  }

  #count(outcome: DeliveryOutcome) {
    this.#counter.add(1, { outcome });
  }

  #isWithinLimit(): boolean {
    const minute = Math.floor(this.#now() / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#refusals = 0;
    }
    this.#refusals += 1;
    return this.#refusals <= MOST_REFUSALS;
  }

  async #audit(req: Request, meta: JsonObject, error?: Error) {
    try {
      const event = await this.#auditor.createEvent({
        eventId: 'webhook-delivery',
        severityLevel: 'medium',
        request: req,
        meta: { provider: 'bitbucket', ...meta },
      });
      await (error ? event.fail({ error }) : event.success());
    } catch (cause) {
      this.#logger.error(`Could not record a webhook of Bitbucket: ${cause}`);
    }
  }
}

function describe({ workspace, ...known }: KnownDelivery): JsonObject {
  return {
    ...Object.fromEntries(
      Object.entries(known).filter(([, value]) => value !== undefined),
    ),
    ...(workspace && { workspace: { ...workspace } }),
  };
}
