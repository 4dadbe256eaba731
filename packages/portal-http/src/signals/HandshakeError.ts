import { CustomErrorBase } from '@backstage/errors';

/** Rejects a handshake with a status that no Backstage error has. */
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
