import { createHmac, timingSafeEqual } from 'node:crypto';

/** One way to write a signature, so that a proxy or log cannot hold two for one delivery. */
const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

/**
 * Parses `X-Hub-Signature`.
 *
 * Source: https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/#Secure-webhooks
 *
 * @param header - Node.js joins several headers with commas, which is not a signature
 * @returns undefined if the header is missing or not a SHA-256 in lower case
 */
export function parseSignature(header: unknown): Buffer | undefined {
  const [, hex] = SIGNATURE.exec(String(header ?? '')) ?? [];
  return hex ? Buffer.from(hex, 'hex') : undefined;
}

/**
 * Returns whether one of the secrets signs the bytes. The time depends only on the number of secrets and
 * of bytes.
 */
export function isSigned(
  bytes: Uint8Array,
  signature: Buffer,
  secrets: readonly string[],
): boolean {
  return secrets
    .map(secret =>
      timingSafeEqual(
        createHmac('sha256', secret).update(bytes).digest(),
        signature,
      ),
    )
    .includes(true);
}
