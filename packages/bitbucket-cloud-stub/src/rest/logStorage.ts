import { createHmac } from 'node:crypto';
import type { StubContext } from '../context';

/** Where the storage of logs is mounted. */
export const LOG_PATH = '/_stub/logs';

const VALID_FOR = 10 * 60 * 1000;

type Resources = Pick<StubContext, 'site' | 'clock' | 'control'>;

/**
 * Returns a signed URL of a log in the storage, which is valid for 10 minutes. It has another origin than the REST API,
 * as at Bitbucket, so that a client does not send its token there.
 */
export function signLogUrl(
  { site, clock, control }: Resources,
  parts: [repository: string, pipeline: string, step: string],
): string {
  const url = new URL(
    `${site.url}${LOG_PATH}/${parts.map(encodeURIComponent).join('/')}`,
  );
  if (url.hostname === 'localhost') {
    url.hostname = '127.0.0.1';
  }
  const expires = String(clock.now() + VALID_FOR);
  url.searchParams.set('expires', expires);
  url.searchParams.set('signature', sign(control, url.pathname, expires));
  return url.href;
}

/** Returns whether the signature of a URL is valid now. */
export function isLogSignatureValid(
  { clock, control }: Resources,
  url: URL,
): boolean {
  const expires = url.searchParams.get('expires') ?? '';
  return (
    Number(expires) > clock.now() &&
    url.searchParams.get('signature') === sign(control, url.pathname, expires)
  );
}

function sign(
  { formToken }: Resources['control'],
  path: string,
  expires: string,
): string {
  return createHmac('sha256', formToken)
    .update(`${path} ${expires}`)
    .digest('hex');
}
