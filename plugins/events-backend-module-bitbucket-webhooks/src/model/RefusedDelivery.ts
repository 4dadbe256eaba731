/** What became of a delivery: the values of the metric `bitbucket_webhooks.deliveries`. */
export type DeliveryOutcome =
  | 'accepted'
  | 'already_handled'
  | 'busy'
  | 'failed'
  | 'incomplete'
  | 'invalid'
  | 'invalid_signature'
  | 'other_workspace'
  | 'too_large'
  | 'unsupported';

/** The status of the response for each outcome that is an error. Bitbucket retries after a 5xx. */
const STATUS = {
  busy: 503,
  failed: 503,
  incomplete: 408,
  invalid: 400,
  // As Backstage's own modules for webhooks respond.
  invalid_signature: 403,
  other_workspace: 403,
  too_large: 413,
  unsupported: 415,
} satisfies Partial<Record<DeliveryOutcome, number>>;

/** Outcomes after the signature was checked. */
const SIGNED: DeliveryOutcome[] = ['failed', 'invalid', 'other_workspace'];

/** A delivery that the portal does not publish. The message is for the sender and for operators. */
export class RefusedDelivery extends Error {
  override readonly name = 'RefusedDeliveryError';
  readonly statusCode: number;

  readonly #failure: unknown;

  /** @param failure - the underlying error, for the log only */
  constructor(
    readonly outcome: keyof typeof STATUS,
    message: string,
    failure?: unknown,
  ) {
    super(message);
    this.statusCode = STATUS[outcome];
    this.#failure = failure;
    // The audit log contains it, and it is always the same.
    this.stack = this.toString();
  }

  /** Whether Bitbucket can succeed with a retry. */
  get isTemporary(): boolean {
    return this.statusCode >= 500;
  }

  /** Whether the sender has a secret. Any program on the internet can cause the other outcomes. */
  get isSigned(): boolean {
    return SIGNED.includes(this.outcome);
  }

  /** The message for the log. */
  describe(): string {
    return this.#failure instanceof Error
      ? `${this.message} (${this.#failure.message})`
      : this.message;
  }
}
