import { randomInt } from 'node:crypto';
import type { DialectRules } from './dialects';
import type { AccessGrant, Grant } from './Grant';
import type { Clock } from '../model/Clock';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

/** How long an authorization code can be exchanged, in milliseconds. */
export const CODE_LIFETIME = 10 * MINUTE;
/** How long a rotated refresh token goes on working after its first use, in milliseconds. */
export const ROTATION_GRACE = 10 * MINUTE;
/** After how long without use a refresh token dies (3 months), in milliseconds. */
export const REFRESH_TOKEN_LIFETIME = 90 * DAY;

/** Fresh tokens. */
export interface TokenPair {
  accessToken: string;
  /** Undefined where the access token cannot be refreshed. */
  refreshToken: string | undefined;
  grant: AccessGrant;
}

type Code = Grant & { redirectUri: string | undefined; expiresAt: number };

/** What a snapshot keeps of the codes and tokens. */
export interface GrantsState {
  codes: Map<string, Code>;
  accessTokens: Map<string, AccessGrant>;
  refreshTokens: Map<string, Grant & { expiresAt: number }>;
  rotated: Set<string>;
}

/** The codes and tokens of one stub. None of them outlives the process or a reset. */
export class Grants {
  #codes = new Map<string, Code>();
  #accessTokens = new Map<string, AccessGrant>();
  #refreshTokens = new Map<string, Grant & { expiresAt: number }>();
  // The rotation starts its grace period at the first use only.
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

  /** @param redirectUri - As it was sent to the authorize page, or undefined. */
  issueCode(grant: Grant, redirectUri: string | undefined): string {
    const code = newCode();
    const expiresAt = this.clock.now() + CODE_LIFETIME;
    this.#codes.set(code, { ...grant, redirectUri, expiresAt });
    return code;
  }

  /**
   * Takes a code out of circulation and returns what it grants; undefined when it is unknown, used,
   * expired, somebody else's, or bound to another `redirect_uri` (RFC 6749, section 4.1.3).
   *
   * @param registered - The client's callback, which a client may name where it had sent none.
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

  /** What a refresh token of this client grants, or undefined when it is worth nothing. */
  findRefreshToken(token: string, clientId: string): Grant | undefined {
    const found = this.#refreshTokens.get(token);
    return found?.clientId === clientId && found.expiresAt > this.clock.now()
      ? found
      : undefined;
  }

  /**
   * Uses a refresh token. In the `current` dialect it is replaced, and dies 10 minutes after its
   * first use.
   *
   * @param scopes - What the new access token is to allow; the refresh token keeps the whole grant
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

  /** What a code or refresh token grants, without using it. */
  peek(secret: string): Grant | undefined {
    return this.#codes.get(secret) ?? this.#refreshTokens.get(secret);
  }

  /** The access tokens that have not expired, the oldest first. */
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

  /** What an access token allows, or undefined when it is unknown or expired. */
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
