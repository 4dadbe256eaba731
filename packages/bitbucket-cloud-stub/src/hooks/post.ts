import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';

const TIMEOUT = 10_000;

/**
 * Sends a body, and returns the status of the response, or undefined without a response within 10
 * seconds. Follows no redirect, and keeps no connection open.
 */
export function post(
  url: string,
  headers: Record<string, string>,
  body: Buffer,
  signal: AbortSignal,
): Promise<number | undefined> {
  const request = url.startsWith('https:') ? requestSecure : requestPlain;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
  return new Promise(resolve => {
    const outgoing = request(
      url,
      { method: 'POST', headers, agent: false, signal: limit },
      response => {
        response.resume();
        response.on('error', () => {});
        resolve(response.statusCode);
      },
    );
    outgoing.on('error', () => resolve(undefined));
    outgoing.end(body);
  });
}
