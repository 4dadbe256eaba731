import { createHmac, randomUUID } from 'node:crypto';
import type { Hook } from '../store/Hooks';
import type { Clock } from '../model/Clock';
import { post } from './post';

/**
 * The result of sending an event to a webhook.
 *
 * @public
 */
export interface WebhookDelivery {
  /** The `X-Request-UUID`, the same for each attempt. */
  id: string;
  /** Uuid of the webhook, with braces. */
  hook: string;
  /** The URL of the webhook. */
  url: string;
  /** For example `repo:push`. */
  event: string;
  /** When it was sent: milliseconds since the Unix epoch, by the clock of the stub. */
  sentAt: number;
  /** The status of each response, in order; `undefined` without a response within 10 seconds. */
  attempts: (number | undefined)[];
  /** Whether the last response was a 2xx. */
  delivered: boolean;
  /** Why the event was not sent. */
  skipped?: string;
  /** The JSON that was sent. */
  body: string;
}

/**
 * The events that were sent to webhooks.
 *
 * @public
 */
export interface StubDeliveries {
  /** The latest 500 deliveries, oldest first. A pending delivery is not in the list. */
  list(): WebhookDelivery[];
  /** Resolves when no delivery is pending. */
  settled(): Promise<void>;
  /**
   * Sends an event again, like the button of Bitbucket's list of requests: with the same id and body, and
   * the current URL and secret.
   *
   * @throws Error if there is no such delivery, or its webhook was deleted.
   */
  resend(id: string): Promise<WebhookDelivery>;
}

/** Finds a webhook by its uuid. */
export type FindHook = (uuid: string) => Hook | undefined;

const MOST_ATTEMPTS = 3;
const MOST_BYTES = 256 * 1024;
const MOST_LISTED = 500;

/** Sends events to webhooks. */
export class Deliveries implements StubDeliveries {
  #closing = new AbortController();
  #pending = new Set<Promise<unknown>>();
  #done: WebhookDelivery[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly findHook: FindHook,
  ) {}

  list(): WebhookDelivery[] {
    return structuredClone(this.#done);
  }

  async settled(): Promise<void> {
    while (this.#pending.size > 0) {
      await Promise.all(this.#pending);
    }
  }

  async resend(id: string): Promise<WebhookDelivery> {
    const delivery = this.#done.findLast(each => each.id === id);
    const hook = delivery && this.findHook(delivery.hook);
    if (!hook) {
      throw new Error(`There is no delivery "${id}" to an existing webhook.`);
    }
    const { event, body } = delivery;
    return this.#track(hook, { id, event, body: Buffer.from(body) });
  }

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
    return Promise.all(
      wanted.map(hook => this.#track(hook, { id: randomUUID(), event, body })),
    );
  }

  /** Forgets the deliveries. */
  clear(): void {
    this.#done = [];
  }

  /** Aborts pending deliveries. */
  abandon(): void {
    this.#closing.abort();
    this.#closing = new AbortController();
  }

  #track(hook: Hook, message: Message): Promise<WebhookDelivery> {
    const delivery = this.#deliver(hook, message).then(result => {
      this.#done = [...this.#done, result].slice(-MOST_LISTED);
      this.#pending.delete(delivery);
      return result;
    });
    this.#pending.add(delivery);
    return delivery;
  }

  async #deliver(hook: Hook, message: Message): Promise<WebhookDelivery> {
    const { id, event, body } = message;
    const attempts: (number | undefined)[] = [];
    const sentAt = this.clock.now();
    const about = { id, hook: hook.uuid, url: hook.url, event, sentAt };
    const result = { ...about, attempts, body: body.toString() };
    if (body.length > MOST_BYTES) {
      const skipped = 'The payload is larger than 256 KB.';
      return { ...result, delivered: false, skipped };
    }
    const { signal } = this.#closing;
    let status: number | undefined;
    do {
      const headers = headersOf(hook, message, attempts.length + 1);
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

interface Message {
  id: string;
  event: string;
  body: Buffer;
}

function headersOf(
  hook: Hook,
  { id, event, body }: Message,
  attempt: number,
): Record<string, string> {
  const signature =
    hook.secret && createHmac('sha256', hook.secret).update(body).digest('hex');
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(body.length),
    'User-Agent': 'Bitbucket-Webhooks/2.0 (bitbucket-cloud-stub)',
    'X-Event-Key': event,
    'X-Hook-UUID': hook.uuid.slice(1, -1),
    'X-Request-UUID': id,
    'X-Attempt-Number': String(attempt),
    ...(signature ? { 'X-Hub-Signature': `sha256=${signature}` } : {}),
  };
}
