import { CustomErrorBase } from '@backstage/errors';

/** Refuses a handshake with a status that no error of Backstage has. */
export class HandshakeError extends CustomErrorBase {
  name = 'HandshakeError' as const;

  constructor(
    readonly statusCode: number,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}
