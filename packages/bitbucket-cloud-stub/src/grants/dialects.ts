import { randomBytes } from 'node:crypto';
import type { AccessGrant } from './Grant';

/**
 * Which of the two OAuth services of Bitbucket Cloud to simulate: the service before the change
 * CHANGE-3052 of 2026 (`legacy`), or the service after it (`current`).
 *
 * @public
 */
export type Dialect = 'current' | 'legacy';

/** The differences between the two OAuth services. */
export interface DialectRules {
  /** Seconds. */
  accessTokenLifetime: number;
  /** Whether each use of a refresh token returns a new one. */
  rotatesRefreshTokens: boolean;
  /** Whether `client_credentials` returns a refresh token. */
  refreshesClientCredentials: boolean;
  /** Whether the REST API accepts the access token only in the Authorization header. */
  headerOnly: boolean;
  newAccessToken(grant: AccessGrant, issuer: string): string;
  newRefreshToken(): string;
  /** The part of the token response with different field names. */
  describeGrant(grant: AccessGrant, grantType: string): Record<string, string>;
}

/** The rules of each dialect. */
export const DIALECTS: Record<Dialect, DialectRules> = {
  current: {
    accessTokenLifetime: 3600,
    rotatesRefreshTokens: true,
    refreshesClientCredentials: false,
    headerOnly: true,
    newAccessToken: newSignedLookingToken,
    newRefreshToken: () => randomBytes(96).toString('base64url'),
    describeGrant: grant => ({ scope: grant.scopes.join(' ') }),
  },
  legacy: {
    accessTokenLifetime: 7200,
    rotatesRefreshTokens: false,
    refreshesClientCredentials: true,
    headerOnly: false,
    newAccessToken: () => `${randomBytes(63).toString('base64url')}=`,
    newRefreshToken: () => randomBytes(12).toString('base64url'),
    describeGrant: (grant, grantType) => ({
      scopes: grant.scopes.join(' '),
      state: grantType,
    }),
  },
};

/** Bitbucket's new tokens are JWTs of 1,900 to 2,500 characters. Clients must support this length. */
const TOKEN_LENGTH = 2200;
const SIGNATURE_BYTES = 256;
const HEADER = Buffer.from(
  JSON.stringify({ typ: 'JWT', alg: 'RS256', kid: 'not-bitbucket' }),
).toString('base64url');
// The signature makes each token unique. To generate this part for each token would be slow.
const PADDING = randomBytes(TOKEN_LENGTH).toString('base64url');

// The token only resembles a JWT. It is not signed, so that no client can depend on its verification.
function newSignedLookingToken(grant: AccessGrant, issuer: string): string {
  const encode = (value: unknown) =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const signature = randomBytes(SIGNATURE_BYTES).toString('base64url');
  const claims = {
    iss: issuer,
    sub: grant.personUuid ?? grant.clientId,
    client_id: grant.clientId,
    scope: grant.scopes.join(' '),
    iat: Math.floor(grant.issuedAt / 1000),
    exp: Math.floor(grant.expiresAt / 1000),
    jti: randomBytes(16).toString('hex'),
    padding: '',
  };
  const bytes = Buffer.byteLength(JSON.stringify(claims));
  const used = `${HEADER}..${signature}`.length + Math.ceil((bytes * 4) / 3);
  const missing = Math.max(0, Math.floor(((TOKEN_LENGTH - used) * 3) / 4));
  claims.padding = PADDING.slice(0, missing);
  return `${HEADER}.${encode(claims)}.${signature}`;
}
