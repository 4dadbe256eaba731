import { createHash, timingSafeEqual } from 'node:crypto';
import type { OAuthClient } from '../model/types';
import type { Store } from '../store/Store';

/**
 * Authenticates the client of a token request by HTTP Basic (RFC 6749, section 2.3.1).
 *
 * Returns `missing` if there are no such credentials, and `invalid` if they are wrong. ID and secret can
 * be percent-encoded, as the RFC requires, or plain, as most clients send them.
 */
export function authenticateClient(
  authorization: string | undefined,
  store: Store,
): OAuthClient | 'missing' | 'invalid' {
  const encoded = /^Basic +([A-Za-z0-9+/_-]+=*) *$/i.exec(authorization ?? '');
  if (!encoded) {
    return 'missing';
  }
  const [id, secret] = split(Buffer.from(encoded[1], 'base64').toString());
  return findClient(id, secret, store);
}

/** The same for credentials in the form of a token request (RFC 6749, section 2.3.1). */
export function authenticateClientByForm(
  form: URLSearchParams | undefined,
  store: Store,
): OAuthClient | 'missing' | 'invalid' {
  const id = form?.get('client_id');
  const secret = form?.get('client_secret');
  return id && secret ? findClient(id, secret, store) : 'missing';
}

function findClient(
  id: string,
  secret: string,
  store: Store,
): OAuthClient | 'invalid' {
  const client =
    store.findClient(id) ?? store.findClient(decodeFormValue(id) ?? id);
  // An unknown ID takes as long as a wrong secret.
  const expected = client?.secret ?? '';
  const matches =
    isSame(secret, expected) ||
    isSame(decodeFormValue(secret) ?? secret, expected);
  return client && matches ? client : 'invalid';
}

function split(credentials: string): [string, string] {
  const colon = credentials.indexOf(':');
  return colon < 0
    ? [credentials, '']
    : [credentials.slice(0, colon), credentials.slice(colon + 1)];
}

function decodeFormValue(value: string): string | undefined {
  try {
    return decodeURIComponent(value.replace(/\+/g, ' '));
  } catch {
    return undefined;
  }
}

function isSame(a: string, b: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
}
