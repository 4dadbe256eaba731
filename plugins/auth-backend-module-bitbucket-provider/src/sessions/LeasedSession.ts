import { type BitbucketTokenSet } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CLOCK_SKEW_MS } from './clockSkew';
import { seal, type SessionContent } from './seal';
import { type SessionEnd } from '../model/SessionRow';
import { type OpenSession } from './Sessions';
import { type SessionStore } from './SessionStore';
import { UnavailableError } from '../model/UnavailableError';

/** A check ends after this time, in milliseconds. */
export const CHECK_LIMIT_MS = 15_000;
/**
 * Longer than a check, even with the clock of another instance, and much shorter than the ten minutes in
 * which Bitbucket accepts a rotated token again.
 */
const LEASE_MS = CHECK_LIMIT_MS + 15_000 + CLOCK_SKEW_MS;
/** Together ten minutes, if each attempt fails immediately. */
const SAVE_AGAIN_MS = 1_000;
const MAX_SAVES = 600;

/** The session changed or ended during its check. The result of the check has no effect. */
export class LeaseLostError extends Error {}

/** A session that only one check can change at a time, across all instances. */
export class LeasedSession {
  readonly #owner: string;
  readonly #store: SessionStore;
  #session: OpenSession;

  private constructor(
    session: OpenSession,
    store: SessionStore,
    owner: string,
  ) {
    this.#session = session;
    this.#store = store;
    this.#owner = owner;
  }

  /**
   * Takes the lease. Returns `undefined` if another check holds it, or if the session has ended or
   * changed since it was read: its refresh token may be outdated.
   */
  static async acquire(
    session: OpenSession,
    store: SessionStore,
  ): Promise<LeasedSession | undefined> {
    const owner = randomUUID();
    const { idHash, payloadVersion } = session.row;
    const isMine = await store.lease(
      { idHash, payloadVersion, leaseOwner: owner },
      LEASE_MS,
    );
    return isMine ? new LeasedSession(session, store, owner) : undefined;
  }

  /** The session as this check last wrote it. */
  get session(): OpenSession {
    return this.#session;
  }

  /**
   * Writes new tokens immediately. If the database is unavailable, retries for as long as Bitbucket
   * accepts the old refresh token. After that, only the new tokens are valid.
   */
  async saveTokens(tokens: BitbucketTokenSet, now: number): Promise<void> {
    const { content } = this.#session;
    const renewed = { ...content, tokens: toTokens(tokens, now, content) };
    for (let tries = 1; ; tries++) {
      try {
        await this.save(renewed);
        return;
      } catch (error) {
        if (!(error instanceof UnavailableError) || tries > MAX_SAVES) {
          throw error;
        }
        await delay(SAVE_AGAIN_MS, undefined, { ref: false });
      }
    }
  }

  /**
   * Seals new content and writes it.
   *
   * @throws LeaseLostError if the session changed or ended since then
   */
  async save(content: SessionContent): Promise<void> {
    const { row, key } = this.#session;
    const payloadVersion = row.payloadVersion + 1;
    const payload = seal(content, key, { ...row, payloadVersion });
    const { checkedAt } = content;
    const overdueAt = checkedAt === row.checkedAt ? row.overdueAt : undefined;
    const isWritten = await this.#store.write(this.#leased, {
      payload,
      checkedAt,
      overdueAt,
    });
    if (!isWritten) {
      throw new LeaseLostError('The session changed during its check.');
    }
    this.#session = {
      key,
      content,
      row: { ...row, payloadVersion, payload, checkedAt, overdueAt },
    };
  }

  /** Ends the session. Returns false if it changed or ended since then. */
  async end(end: SessionEnd): Promise<boolean> {
    const { idHash, payloadVersion } = this.#session.row;
    return this.#store.end({ idHash }, end, payloadVersion);
  }

  async release(): Promise<void> {
    await this.#store.release(this.#leased);
  }

  get #leased() {
    const { idHash, payloadVersion } = this.#session.row;
    return { idHash, payloadVersion, leaseOwner: this.#owner };
  }
}

/** Returns whether the access token can still be used. */
export function isTokenAlive(
  { accessTokenExpiresAt }: SessionContent['tokens'],
  now: number,
): boolean {
  return accessTokenExpiresAt === undefined || accessTokenExpiresAt > now;
}

/** Returns the tokens in the format of a session. */
export function toTokens(
  tokens: BitbucketTokenSet,
  now: number,
  former?: SessionContent,
): SessionContent['tokens'] {
  const { accessToken, expiresInSeconds, refreshToken, scope } = tokens;
  return {
    accessToken,
    accessTokenExpiresAt:
      expiresInSeconds === undefined
        ? undefined
        : now + expiresInSeconds * 1000,
    refreshToken: refreshToken ?? former?.tokens.refreshToken,
    scope: scope || (former?.tokens.scope ?? ''),
  };
}
