import { AuthenticationError } from '@backstage/errors';
import { type EndReason, type SessionRow } from '../model/SessionRow';
import { describeEnd } from './describeEnd';

/** The cookie has no valid session. The message is for the user. */
export class SessionRefusedError extends AuthenticationError {
  readonly #reason: EndReason | 'unknown';
  readonly #row: SessionRow | undefined;

  constructor(
    reason: EndReason | 'unknown',
    options: { row?: SessionRow; detail?: string } = {},
  ) {
    super(options.detail ?? describeEnd(reason));
    this.#reason = reason;
    this.#row = options.row;
  }

  get reason() {
    return this.#reason;
  }

  get row() {
    return this.#row;
  }
}
