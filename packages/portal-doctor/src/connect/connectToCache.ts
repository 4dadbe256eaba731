import { createClient } from '@keyv/redis';
import {
  type RedisClientOptions,
  toClientOptions,
} from '@backstage-bitbucket/portal-http';
import { type Finding, problem } from '../findings/Finding';
import { type Settings } from '../settings/Settings';
import { describeError } from '@backstage-bitbucket/portal-http';

const TIMEOUT_MS = 10_000;
const TRIAL_KEY = 'portal-doctor';

/** Checks the cache and the store of the rate limit: both must respond and accept commands. */
export async function connectToCache(
  settings: Settings,
  timeoutMs = TIMEOUT_MS,
): Promise<Finding[]> {
  const keys = [
    'backend.cache.connection',
    'backend.cache.connection.url',
    'backend.rateLimit.store.connection',
  ].filter(key => settings.text(key) !== undefined);
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const key of keys) {
    const url = settings.text(key)!;
    if (!seen.has(url)) {
      seen.add(url);
      findings.push(...(await tryUrl(key, url, timeoutMs)));
    }
  }
  return findings;
}

async function tryUrl(
  key: string,
  url: string,
  timeoutMs: number,
): Promise<Finding[]> {
  let client: ReturnType<typeof createClient> | undefined;
  let isSilent = false;
  const limit = setTimeout(() => {
    isSilent = true;
    client?.disconnect().catch(() => {});
  }, timeoutMs);
  try {
    const { socket, ...options } = toClientOptions(url);
    client = createClient({
      ...options,
      disableOfflineQueue: true,
      socket: {
        connectTimeout: timeoutMs,
        reconnectStrategy: false,
        ...socket,
      },
    } as RedisClientOptions);
    client.on('error', () => {});
    await client.connect();
    // The rate limit requires a key that expires, and a script.
    await client.sendCommand(['SET', TRIAL_KEY, '1', 'PX', '1000']);
    await client.sendCommand([
      'EVAL',
      'return redis.call("GET", KEYS[1])',
      '1',
      TRIAL_KEY,
    ]);
    await client.sendCommand(['DEL', TRIAL_KEY]);
    return [];
  } catch (error) {
    return [
      problem(
        key,
        `does not lead to a working cache: ${
          isSilent
            ? `no response within ${timeoutMs / 1000} seconds`
            : describeError(error)
        }`,
        'Check the host, port, password and TLS, and the permissions of the user.',
      ),
    ];
  } finally {
    clearTimeout(limit);
    if (client?.isOpen) {
      await client.disconnect();
    }
  }
}
