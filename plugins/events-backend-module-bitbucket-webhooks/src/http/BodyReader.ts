import { type IncomingMessage } from 'node:http';
import getRawBody from 'raw-body';
import { RefusedDelivery } from '../model/RefusedDelivery';

/**
 * Bitbucket sends no larger payload:
 * https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/
 */
export const MOST_BYTES = 256 * 1024;
/** Bitbucket closes the connection after this time. */
const MOST_MS = 10_000;
/** At most 25 MiB of bodies whose signature is not checked yet. */
const MOST_READS = 100;

const JSON_TYPE = /^application\/json *(; *charset="?utf-8"?)?$/i;

/** Limits of a {@link BodyReader}, for tests. */
export interface BodyLimits {
  reads?: number;
  ms?: number;
}

/** Reads the bytes of unauthenticated requests. */
export class BodyReader {
  readonly #mostReads: number;
  readonly #mostMs: number;
  #reads = 0;

  constructor({ reads = MOST_READS, ms = MOST_MS }: BodyLimits = {}) {
    this.#mostReads = reads;
    this.#mostMs = ms;
  }

  /**
   * Reads the bytes as Bitbucket signed them. It rejects other types, compressed and too large bodies
   * before it reads them.
   *
   * @throws RefusedDelivery
   */
  async read(req: IncomingMessage): Promise<Buffer> {
    checkHeaders(req);
    if (this.#reads >= this.#mostReads) {
      throw new RefusedDelivery(
        'busy',
        `The portal reads ${
          this.#mostReads
        } webhooks at the same time. Try again in a minute.`,
      );
    }
    this.#reads += 1;
    try {
      return await this.#limitTime(
        getRawBody(req, {
          length: req.headers['content-length'],
          limit: MOST_BYTES,
        }),
      );
    } catch (error) {
      throw toRefusal(error);
    } finally {
      this.#reads -= 1;
    }
  }

  async #limitTime(read: Promise<Buffer>): Promise<Buffer> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () =>
          reject(
            new RefusedDelivery(
              'incomplete',
              `The body of the webhook did not arrive within ${
                this.#mostMs / 1000
              } seconds.`,
            ),
          ),
        this.#mostMs,
      );
    });
    try {
      return await Promise.race([read, limit]);
    } finally {
      clearTimeout(timer);
      // The connection is closed after the response, which ends the read.
      read.catch(() => {});
    }
  }
}

function checkHeaders({ headers }: IncomingMessage) {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw new RefusedDelivery(
      'unsupported',
      'The body of the webhook is compressed. Bitbucket signs the bytes that it sends, so a proxy must not change them.',
    );
  }
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) {
    throw new RefusedDelivery(
      'unsupported',
      'The body of the webhook is not application/json in UTF-8, as Bitbucket sends it.',
    );
  }
  if (Number(headers['content-length']) > MOST_BYTES) {
    throw tooLarge();
  }
}

function tooLarge(): RefusedDelivery {
  return new RefusedDelivery(
    'too_large',
    `The body of the webhook has more than ${
      MOST_BYTES / 1024
    } KiB, which is more than Bitbucket sends.`,
  );
}

function toRefusal(error: unknown): RefusedDelivery {
  if (error instanceof RefusedDelivery) {
    return error;
  }
  return (error as { type?: string }).type === 'entity.too.large'
    ? tooLarge()
    : new RefusedDelivery(
        'incomplete',
        'The body of the webhook did not arrive completely.',
      );
}
