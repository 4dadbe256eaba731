import { ConfigReader } from '@backstage/config';
import express from 'express';
import { createServer } from 'node:http';
import { applyHttpSettings } from './applyHttpSettings';

function apply(backend: object) {
  const app = express();
  const server = createServer(app);
  applyHttpSettings(new ConfigReader({ backend } as never), { app, server });
  return { app, server };
}

it('applies counts, and times as durations, texts or milliseconds', () => {
  const { app, server } = apply({
    trustProxy: 1,
    server: {
      headersTimeout: { seconds: 20 },
      keepAliveTimeout: '65s',
      requestTimeout: 30_000,
      timeout: 'PT2M',
      maxHeadersCount: 100,
      maxRequestsPerSocket: 1_000,
    },
  });
  expect(app.get('trust proxy')).toBe(1);
  expect(server).toMatchObject({
    headersTimeout: 20_000,
    keepAliveTimeout: 65_000,
    requestTimeout: 30_000,
    timeout: 120_000,
    maxHeadersCount: 100,
    maxRequestsPerSocket: 1_000,
  });
});

it('keeps the defaults of Node.js without settings', () => {
  const { app, server } = apply({});
  expect(app.get('trust proxy')).toBe(false);
  expect(server.keepAliveTimeout).toBe(createServer().keepAliveTimeout);
});

it('rejects an invalid value with an error that names its key', () => {
  expect(() => apply({ server: { timeout: 'soon' } })).toThrow(
    /backend\.server\.timeout/,
  );
});
