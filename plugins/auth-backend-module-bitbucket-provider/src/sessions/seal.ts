import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod/v4';

/**
 * The format of the payload. Raise it only in a release after the one that can read the new format, so
 * that instances of both versions can read each other's sessions.
 */
export const SESSION_FORMAT = 1;

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const contentSchema = z.object({
  account: z.object({
    uuid: z.string(),
    accountId: z.string().optional(),
    username: z.string().optional(),
    nickname: z.string().optional(),
    displayName: z.string().optional(),
    accountStatus: z.string().optional(),
    twoFactorEnabled: z.boolean().optional(),
    avatarUrl: z.string().optional(),
    email: z.string().optional(),
    emails: z.array(
      z.object({
        address: z.string(),
        primary: z.boolean(),
        confirmed: z.boolean(),
      }),
    ),
    workspaces: z
      .array(
        z.object({
          slug: z.string(),
          uuid: z.string(),
          administrator: z.boolean(),
        }),
      )
      .optional(),
  }),
  tokens: z.object({
    accessToken: z.string(),
    accessTokenExpiresAt: z.number().optional(),
    refreshToken: z.string().optional(),
    scope: z.string(),
  }),
  environment: z.string(),
  clientId: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
  checkedAt: z.number(),
});

/** The sealed content. Times are milliseconds since the Unix epoch. */
export type SessionContent = z.output<typeof contentSchema>;

/** Columns that the seal also protects, although the database contains them in plain text. */
export interface SealedContext {
  format: number;
  idHash: string;
  environment: string;
  payloadVersion: number;
}

/**
 * Seals the content of a session with AES-256-GCM.
 *
 * @returns nonce, ciphertext and tag in base64url
 */
export function seal(
  content: SessionContent,
  key: Buffer,
  context: SealedContext,
): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(encodeContext(context));
  return Buffer.concat([
    nonce,
    cipher.update(JSON.stringify(content), 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]).toString('base64url');
}

/**
 * Opens a payload. Returns `undefined` unless {@link seal} returned exactly this payload for the
 * context.
 */
export function unseal(
  payload: string,
  key: Buffer,
  context: SealedContext,
): SessionContent | undefined {
  const bytes = Buffer.from(payload, 'base64url');
  if (
    bytes.length < NONCE_BYTES + TAG_BYTES ||
    // Node.js skips characters that are not base64url: only one spelling is valid.
    bytes.toString('base64url') !== payload
  ) {
    return undefined;
  }
  const decipher = createDecipheriv(
    'aes-256-gcm',
    key,
    bytes.subarray(0, NONCE_BYTES),
    { authTagLength: TAG_BYTES },
  );
  decipher.setAAD(encodeContext(context));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = Buffer.concat([
      decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
      decipher.final(),
    ]).toString('utf8');
    return contentSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function encodeContext(context: SealedContext): Buffer {
  const { format, idHash, environment, payloadVersion } = context;
  return Buffer.from(
    JSON.stringify([format, idHash, environment, payloadVersion]),
  );
}
