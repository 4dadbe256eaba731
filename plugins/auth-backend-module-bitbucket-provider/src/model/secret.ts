import { createHash, hkdfSync, randomBytes } from 'node:crypto';

/** The prefix and 256 bits in base64url. */
const SECRET = /^v1\.([\w-]{43})$/;

/** The values that a cookie contains: the location of its row, and the key that opens it. */
export interface SessionKeys {
  /** SHA-256 in hex of an ID that only the cookie contains. */
  idHash: string;
  /** For AES-256-GCM. */
  key: Buffer;
}

/** Creates the value of a session cookie: 46 characters with 256 random bits. */
export function createSecret(): string {
  return `v1.${randomBytes(32).toString('base64url')}`;
}

/**
 * Derives the keys from a session cookie, with HKDF-SHA-256 (RFC 5869). Neither the database nor a log
 * contains the input.
 *
 * @returns `undefined` if {@link createSecret} does not create such values
 */
export function deriveKeys(cookie: string): SessionKeys | undefined {
  const [, encoded] = SECRET.exec(cookie) ?? [];
  if (!encoded) {
    return undefined;
  }
  const secret = Buffer.from(encoded, 'base64url');
  // The last character has two unused bits: only one spelling is valid.
  if (secret.toString('base64url') !== encoded) {
    return undefined;
  }
  const derive = (purpose: string) =>
    Buffer.from(
      hkdfSync('sha256', secret, '', `bitbucket-session/v1/${purpose}`, 32),
    );
  return { idHash: sha256(derive('id')), key: derive('key') };
}

/** SHA-256 in hex. */
export function sha256(value: string | Buffer): string {
  return createHash('sha256').update(value).digest('hex');
}
