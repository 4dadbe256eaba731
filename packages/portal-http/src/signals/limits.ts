import { type Config } from '@backstage/config';
import { ConfigProblemsError } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { z } from 'zod';

export const SIGNALS_LIMITS_KEY = 'signals.limits';

/** Limits of a signals connection. Times are in milliseconds, sizes in bytes. */
export const connectionLimits = {
  /** A subscribe message has about 100 bytes. */
  messageSize: 64 * 1024,
  channelLength: 256,
  subscriptions: 100,
  messagesPerMinute: 100,
  /** Messages that the portal has sent and the client has not received. */
  unreceivedSize: 1024 * 1024,
  pingInterval: 30_000,
  timeWithoutSubscription: 60_000,
  /** A connection also closes when the token that opened it expires. */
  lifetime: 60 * 60_000,
  /** Time for the client to confirm a close. */
  closeTime: 2_000,
};

export type ConnectionLimits = typeof connectionLimits;

/**
 * Maximum number of open connections at one instance.
 */
export interface ConnectionCounts {
  /** Per user. */
  connectionsPerUser: number;
  /** Per client address. A whole office can share one address. */
  connectionsPerAddress: number;
}

/** Environment variables contain strings. */
const count = (standard: number) =>
  z
    .union([z.number(), z.string().trim().min(1).transform(Number)])
    .pipe(z.number().int().min(1).max(100_000))
    .default(standard);

const countsSchema = z.object({
  connectionsPerUser: count(20),
  connectionsPerAddress: count(1_000),
});

/**
 * Reads `signals.limits`.
 *
 * @throws ConfigProblemsError with every wrong key and its value
 */
export function readConnectionCounts(config: Config): ConnectionCounts {
  const found: Record<string, unknown> = Object.fromEntries(
    Object.keys(countsSchema.shape).map(name => [
      name,
      config.getOptional(`${SIGNALS_LIMITS_KEY}.${name}`),
    ]),
  );
  const result = countsSchema.safeParse(found);
  if (result.success) {
    return result.data;
  }
  const names = new Set(result.error.issues.map(({ path }) => String(path[0])));
  throw new ConfigProblemsError(
    'The limits of signals are not valid',
    [...names].map(name => ({
      key: `${SIGNALS_LIMITS_KEY}.${name}`,
      found: `is ${JSON.stringify(found[name])}`,
      remedy: 'Use a whole number from 1 to 100,000, or remove the key.',
    })),
  );
}
