import { type Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { type Application } from 'express';
import { type Server } from 'node:http';

const KEY = 'backend.server';
const TIMES = [
  'headersTimeout',
  'keepAliveTimeout',
  'requestTimeout',
  'timeout',
] as const;
const COUNTS = ['maxHeadersCount', 'maxRequestsPerSocket'] as const;

/**
 * Applies `backend.trustProxy` and `backend.server`, as Backstage's own router does:
 * https://backstage.io/docs/backend-system/core-services/root-http-router
 *
 * @throws Error with the key of an invalid value
 */
export function applyHttpSettings(
  config: Config,
  { app, server }: { app: Application; server: Server },
) {
  if (process.env.NODE_ENV === 'development') {
    app.set('json spaces', 2);
  }
  const trustProxy = config.getOptional('backend.trustProxy');
  if (trustProxy !== undefined) {
    app.set('trust proxy', trustProxy);
  }
  for (const name of TIMES) {
    const milliseconds = readMilliseconds(config, `${KEY}.${name}`);
    if (milliseconds !== undefined) {
      server[name] = milliseconds;
    }
  }
  for (const name of COUNTS) {
    const count = config.getOptionalNumber(`${KEY}.${name}`);
    if (count !== undefined) {
      server[name] = count;
    }
  }
}

/** Reads a number of milliseconds or a duration. */
function readMilliseconds(config: Config, key: string): number | undefined {
  const value = config.getOptional(key);
  if (value === undefined || typeof value === 'number') {
    return value;
  }
  return durationToMilliseconds(readDurationFromConfig(config, { key }));
}
