import { randomInt } from 'node:crypto';
import type { DialectRules } from './dialects';
import type { AccessGrant, Grant } from './Grant';
import type { Clock } from '../model/Clock';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

/** How long an authorization code can be exchanged, in milliseconds. */
export const CODE_LIFETIME = 10 * MINUTE;
/** How long a rotated refresh token remains valid after its first use, in milliseconds. */
export const ROTATION_GRACE = 10 * MINUTE;
/** How long an unused refresh token remains valid (3 months), in milliseconds. */
export const REFRESH_TOKEN_LIFETIME = 90 * DAY;

/** New tokens. */
export interface TokenPair {
  accessToken: string;
  /** Undefined if the access token cannot be refreshed. */
  refreshToken: string | undefined;
  grant: AccessGrant;
}

type Code = Grant & { redirectUri: string | undefined; expiresAt: number };

/** The part of a snapshot with the codes and tokens. */
export interface GrantsState {
  codes: Map<string, Code>;
  accessTokens: Map<string, AccessGrant>;
  refreshTokens: Map<string, Grant & { expiresAt: number }>;
  rotated: Set<string>;
}

/** The codes and tokens of one stub. They end with the process or a reset. */
export class Grants {
  #codes = new Map<string, Code>();
  #accessTokens = new Map<string, AccessGrant>();
  #refreshTokens = new Map<string, Grant & { expiresAt: number }>();
  // The rotation starts its grace period at the first use.
  #rotated = new Set<string>();

  constructor(
    private readonly clock: Clock,
    private readonly rules: DialectRules,
  ) {}

  reset(): void {
    this.#codes.clear();
    this.#accessTokens.clear();
    this.#refreshTokens.clear();
    this.#rotated.clear();
  }

  /** @param redirectUri - As sent to the authorize page, or undefined. */
  issueCode(grant: Grant, redirectUri: string | undefined): string {
    const code = newCode();
    const expiresAt = this.clock.now() + CODE_LIFETIME;
    this.#codes.set(code, { ...grant, redirectUri, expiresAt });
    return code;
  }

  /**
   * Consumes a code and returns its grant. Returns undefined if the code is unknown, used, expired, of
   * another client, or bound to another `redirect_uri` (RFC 6749, section 4.1.3).
   *
   * @param registered - The client's callback, which a client can send even if it sent none before.
   */
  redeemCode(
    code: string,
    clientId: string,
    redirectUri: string | undefined,
    registered: string | undefined,
  ): Grant | undefined {
    const found = this.#codes.get(code);
    if (!found || found.clientId !== clientId) {
      return undefined;
    }
    const fits =
      found.redirectUri === redirectUri ||
      (found.redirectUri === undefined && redirectUri === registered);
    if (!fits) {
      return undefined;
    }
    this.#codes.delete(code);
    return found.expiresAt > this.clock.now() ? found : undefined;
  }

  /** Issues the first pair of tokens of a grant. */
  issueTokens(grant: Grant, issuer: string): TokenPair {
    return this.#issue(
      grant,
      grant.scopes,
      this.#newRefreshToken(grant),
      issuer,
    );
  }

  /** Issues an access token without a refresh token. */
  issueAccessToken(grant: Grant, issuer: string): TokenPair {
    return this.#issue(grant, grant.scopes, undefined, issuer);
  }

  /** Returns the grant of a refresh token of this client, or undefined if it is invalid. */
  findRefreshToken(token: string, clientId: string): Grant | undefined {
    const found = this.#refreshTokens.get(token);
    return found?.clientId === clientId && found.expiresAt > this.clock.now()
      ? found
      : undefined;
  }

  /**
   * Uses a refresh token. In the `current` dialect, a new one replaces it, and it expires 10 minutes
   * after its first use.
   *
   * @param scopes - The scopes of the new access token. The refresh token keeps the whole grant
   *   (RFC 6749, section 6).
   */
  refresh(
    token: string,
    grant: Grant,
    scopes: string[],
    issuer: string,
  ): TokenPair {
    if (!this.rules.rotatesRefreshTokens) {
      this.#keepRefreshToken(token, grant, REFRESH_TOKEN_LIFETIME);
      return this.#issue(grant, scopes, token, issuer);
    }
    if (!this.#rotated.has(token)) {
      this.#rotated.add(token);
      this.#keepRefreshToken(token, grant, ROTATION_GRACE);
    }
    return this.#issue(grant, scopes, this.#newRefreshToken(grant), issuer);
  }

  /** Returns the grant of a code or refresh token, without using it. */
  peek(secret: string): Grant | undefined {
    return this.#codes.get(secret) ?? this.#refreshTokens.get(secret);
  }

  /** The access tokens that have not expired, oldest first. */
  get live(): (AccessGrant & { token: string })[] {
    const now = this.clock.now();
    return [...this.#accessTokens]
      .filter(([, grant]) => grant.expiresAt > now)
      .map(([token, grant]) => ({ ...grant, token }));
  }

  /** A copy of all codes and tokens, for `restore`. */
  snapshot(): GrantsState {
    return structuredClone({
      codes: this.#codes,
      accessTokens: this.#accessTokens,
      refreshTokens: this.#refreshTokens,
      rotated: this.#rotated,
    });
  }

  restore(state: GrantsState): void {
    const copy = structuredClone(state);
    this.#codes = copy.codes;
    this.#accessTokens = copy.accessTokens;
    this.#refreshTokens = copy.refreshTokens;
    this.#rotated = copy.rotated;
  }

  /** Returns the grant of an access token, or undefined if it is unknown or expired. */
  findAccessToken(token: string): AccessGrant | undefined {
    const found = this.#accessTokens.get(token);
    return found && found.expiresAt > this.clock.now() ? found : undefined;
  }

  #issue(
    grant: Grant,
    scopes: string[],
    refreshToken: string | undefined,
    issuer: string,
  ): TokenPair {
    const issuedAt = this.clock.now();
    const access: AccessGrant = {
      clientId: grant.clientId,
      personUuid: grant.personUuid,
      scopes,
      issuedAt,
      expiresAt: issuedAt + this.rules.accessTokenLifetime * 1000,
    };
    const accessToken = this.rules.newAccessToken(access, issuer);
    this.#accessTokens.set(accessToken, access);
    return { accessToken, refreshToken, grant: access };
  }

  #newRefreshToken(grant: Grant): string {
    const token = this.rules.newRefreshToken();
    this.#keepRefreshToken(token, grant, REFRESH_TOKEN_LIFETIME);
    return token;
  }

  #keepRefreshToken(token: string, grant: Grant, lifetime: number): void {
    const { clientId, personUuid, scopes } = grant;
    const expiresAt = this.clock.now() + lifetime;
    this.#refreshTokens.set(token, { clientId, personUuid, scopes, expiresAt });
  }
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

function newCode(): string {
  return Array.from(
    { length: 18 },
    () => LETTERS[randomInt(LETTERS.length)],
  ).join('');
}
