import { createHmac, randomUUID } from 'node:crypto';
import type { Hook } from '../store/Repositories';
import { post } from './post';

/**
 * The result of sending an event to a webhook.
 *
 * @public
 */
export interface WebhookDelivery {
  /** Uuid of the webhook, with braces. */
  hook: string;
  /** The URL of the webhook. */
  url: string;
  /** The status of each response, in order; `undefined` without a response within 10 seconds. */
  attempts: (number | undefined)[];
  /** Whether the last response was a 2xx. */
  delivered: boolean;
  /** Why the event was not sent. */
  skipped?: string;
}

const MOST_ATTEMPTS = 3;
const MOST_BYTES = 256 * 1024;

/** Sends events to webhooks. */
export class Deliveries {
  #closing = new AbortController();

  /**
   * Sends an event to each webhook that subscribes to it and is active. After a 5xx or no response, it
   * retries twice, immediately.
   *
   * Source: https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/
   */
  async send(
    hooks: Hook[],
    event: string,
    payload: object,
  ): Promise<WebhookDelivery[]> {
    const body = Buffer.from(JSON.stringify(payload));
    const wanted = hooks.filter(
      hook => hook.active !== false && hook.events.includes(event),
    );
    return Promise.all(wanted.map(hook => this.#deliver(hook, event, body)));
  }

  /** Aborts pending deliveries. */
  abandon(): void {
    this.#closing.abort();
    this.#closing = new AbortController();
  }

  async #deliver(
    hook: Hook,
    event: string,
    body: Buffer,
  ): Promise<WebhookDelivery> {
    const attempts: (number | undefined)[] = [];
    const result = { hook: hook.uuid, url: hook.url, attempts };
    if (body.length > MOST_BYTES) {
      const skipped = 'The payload is larger than 256 KB.';
      return { ...result, delivered: false, skipped };
    }
    const { signal } = this.#closing;
    const request = randomUUID();
    let status: number | undefined;
    do {
      const attempt = attempts.length + 1;
      const headers = headersOf(hook, event, request, attempt, body);
      status = await post(hook.url, headers, body, signal);
      attempts.push(status);
    } while (
      (status === undefined || status >= 500) &&
      attempts.length < MOST_ATTEMPTS &&
      !signal.aborted
    );
    const delivered = status !== undefined && status >= 200 && status < 300;
    return { ...result, delivered };
  }
}

function headersOf(
  hook: Hook,
  event: string,
  request: string,
  attempt: number,
  body: Buffer,
): Record<string, string> {
  const signature =
    hook.secret && createHmac('sha256', hook.secret).update(body).digest('hex');
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(body.length),
    'User-Agent': 'Bitbucket-Webhooks/2.0 (bitbucket-cloud-stub)',
    'X-Event-Key': event,
    'X-Hook-UUID': hook.uuid.slice(1, -1),
    'X-Request-UUID': request,
    'X-Attempt-Number': String(attempt),
    ...(signature ? { 'X-Hub-Signature': `sha256=${signature}` } : {}),
  };
}
