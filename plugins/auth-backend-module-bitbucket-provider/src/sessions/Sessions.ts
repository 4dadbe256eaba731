import { randomInt, randomUUID } from 'node:crypto';
import { type BitbucketProfile } from '../account/profile';
import { type SessionConfig } from '../config/sessionConfig';
import { type Request } from '../model/express';
import { createSecret, deriveKeys, type SessionKeys } from '../model/secret';
import { seal, SESSION_FORMAT, type SessionContent, unseal } from './seal';
import { type SupersededRow } from './insertSession';
import {
  type EndedSession,
  type EndReason,
  type SessionRow,
} from '../model/SessionRow';
import { limitsOf } from './sessionLimits';
import { type SessionStore, SUPERSEDED_MS } from './SessionStore';
import { UnavailableError } from '../model/UnavailableError';
import { SessionRefusedError } from './SessionRefusedError';

/** Or more often, to record at least four uses within `sessionDuration`. */
const TOUCH_EVERY_MS = 15 * 60 * 1000;
/** Per account and environment: enough for the browsers of one user, or for a shared test account. */
const MAX_LIVE_SESSIONS = 50;
/**
 * The absolute limit of each session is up to 20 % shorter, so that not all users must sign in on the
 * same day.
 */
const MAX_AGE_SPREAD = 0.2;

/** A session that a request opened. */
export interface OpenSession {
  row: SessionRow;
  /** Decrypts the payload. Never stored. */
  key: Buffer;
  content: SessionContent;
}

/** The data of a new session. */
export interface NewSession {
  environment: string;
  clientId: string;
  profile: BitbucketProfile;
  tokens: SessionContent['tokens'];
  userEntityRef: string;
  device: string;
}

/** The auth environment of a session. */
export interface SessionEnvironment {
  name: string;
  config: SessionConfig;
}

export interface SessionsOptions {
  store: SessionStore;
  now: () => number;
  /** Reports a session that a request ended, because it was no longer valid. */
  onEnded?: (ended: EndedSession, request?: Request) => Promise<void>;
}

type OwnerInEnvironment = Pick<SessionRow, 'accountUuid' | 'environment'>;

/** Creates and opens the sessions of browsers. */
export class Sessions {
  readonly store: SessionStore;
  readonly now: () => number;
  readonly #onEnded: SessionsOptions['onEnded'];

  constructor({ store, now, onEnded }: SessionsOptions) {
    this.store = store;
    this.now = now;
    this.#onEnded = onEnded;
  }

  /**
   * Creates a session.
   *
   * @param former - the session that the browser presented, if any
   * @returns the key of the row, the cookie, its lifetime in milliseconds, the sessions that ended, and
   * the one
   *   that remains valid for a moment
   */
  async create(
    session: NewSession,
    config: SessionConfig,
    former?: OpenSession,
  ): Promise<{
    idHash: string;
    secret: string;
    maxAgeMs: number;
    ended: EndedSession[];
    superseded?: SupersededRow;
  }> {
    const secret = createSecret();
    const keys = deriveKeys(secret)!;
    const now = this.now();
    const maxAgeMs = Math.round(
      config.maxAge * (1 - (MAX_AGE_SPREAD * randomInt(1_000)) / 1_000),
    );
    const content: SessionContent = {
      account: session.profile,
      tokens: session.tokens,
      environment: session.environment,
      clientId: session.clientId,
      createdAt: now,
      expiresAt: now + maxAgeMs,
      checkedAt: now,
    };
    const context = {
      format: SESSION_FORMAT,
      idHash: keys.idHash,
      environment: session.environment,
      payloadVersion: 1,
    };
    const { ended, superseded } = await this.store.create(
      {
        ...context,
        publicId: randomUUID(),
        userEntityRef: session.userEntityRef,
        accountUuid: session.profile.uuid,
        device: session.device,
        createdAt: now,
        lastUsedAt: now,
        checkedAt: now,
        expiresAt: content.expiresAt,
        payload: seal(content, keys.key, context),
      },
      former && {
        row: former.row,
        isSameAccount: former.row.accountUuid === session.profile.uuid,
      },
    );
    return { idHash: keys.idHash, secret, maxAgeMs, ended, superseded };
  }

  /**
   * Opens the session of a cookie.
   *
   * @param request - for the audit log
   * @throws SessionRefusedError if the cookie has no valid session
   * @throws UnavailableError if the database does not answer
   */
  async open(
    cookie: string,
    environment: SessionEnvironment,
    request?: Request,
  ): Promise<OpenSession> {
    const keys = deriveKeys(cookie);
    if (!keys) {
      throw new SessionRefusedError('unknown');
    }
    return this.#open(keys, environment, request);
  }

  async #open(
    keys: SessionKeys,
    { name, config }: SessionEnvironment,
    request?: Request,
  ): Promise<OpenSession> {
    const row = await this.store.find(keys.idHash);
    if (!row || row.environment !== name) {
      throw new SessionRefusedError('unknown');
    }
    if (row.endedAt !== undefined) {
      throw new SessionRefusedError(row.endReason ?? 'unknown', { row });
    }
    if (row.format > SESSION_FORMAT) {
      // A newer instance wrote it, during an update.
      throw new UnavailableError(
        'The portal is being updated. It retries automatically.',
        { retryAfterSeconds: 2, canSignIn: true },
      );
    }
    const content = unseal(row.payload ?? '', keys.key, row);
    if (!content || !isConsistent(row, content)) {
      throw await this.#refuse(row, 'damaged', request);
    }
    const reason = this.#findEnd(row, config);
    if (reason) {
      throw await this.#refuse(row, reason, request);
    }
    return { row, key: keys.key, content };
  }

  /** Opens the session of a cookie, or returns `undefined` if {@link Sessions.open} throws. */
  async peek(
    cookie: string | undefined,
    environment: SessionEnvironment,
    request?: Request,
  ): Promise<OpenSession | undefined> {
    return cookie === undefined
      ? undefined
      : this.open(cookie, environment, request).catch(() => undefined);
  }

  /** Reads a session again, including the changes of other requests. */
  async reload(
    { row: { idHash, environment }, key }: OpenSession,
    config: SessionConfig,
  ): Promise<OpenSession> {
    return this.#open({ idHash, key }, { name: environment, config });
  }

  /** Records that a user used a session, at most every 15 minutes. */
  async touch(
    { row }: OpenSession,
    userEntityRef: string,
    { duration }: SessionConfig,
  ): Promise<void> {
    if (
      this.now() - row.lastUsedAt >= Math.min(TOUCH_EVERY_MS, duration / 4) ||
      row.userEntityRef !== userEntityRef
    ) {
      await this.store.touch(row.idHash, userEntityRef);
    }
  }

  /** Ends the sessions of an account beyond the 50 with the latest use. */
  async endSurplus(
    { accountUuid, environment }: OwnerInEnvironment,
    request: Request,
  ): Promise<void> {
    const live = await this.store.list({ accountUuid, environment });
    const surplus = live
      // Replaced sessions expire in a moment, and their browsers have another session.
      .filter(({ supersededAt }) => supersededAt === undefined)
      .slice(MAX_LIVE_SESSIONS);
    const end = { reason: 'too_many', by: 'sign-in' } as const;
    for (const row of surplus) {
      if (await this.store.end({ idHash: row.idHash }, end)) {
        await this.#onEnded?.({ row, end }, request);
      }
    }
  }

  /**
   * Returns whether the session appears in the user's list: a request with its cookie would not end it.
   */
  isListed(row: SessionRow, config: SessionConfig): boolean {
    return (
      row.supersededAt === undefined && this.#findEnd(row, config) === undefined
    );
  }

  async #refuse(row: SessionRow, reason: EndReason, request?: Request) {
    const end = { reason, by: 'portal' };
    if (await this.store.end({ idHash: row.idHash }, end)) {
      await this.#onEnded?.({ row, end }, request);
    }
    return new SessionRefusedError(reason, { row });
  }

  #findEnd(row: SessionRow, config: SessionConfig): EndReason | undefined {
    const now = this.now();
    const { createdAt, lastUsedAt, expiresAt, supersededAt = 0 } = row;
    if (![createdAt, lastUsedAt, expiresAt, supersededAt].every(isTime)) {
      return 'damaged';
    }
    if (
      row.supersededAt !== undefined &&
      now > row.supersededAt + SUPERSEDED_MS
    ) {
      return 'replaced';
    }
    const { usedSince, createdSince } = limitsOf(config, now);
    const isExpired =
      now > row.expiresAt ||
      row.lastUsedAt < usedSince ||
      row.createdAt < createdSince;
    return isExpired ? 'expired' : undefined;
  }
}

/** Returns whether a number is a valid ECMAScript time. */
function isTime(ms: number): boolean {
  return Math.abs(ms) <= 8.64e15;
}

/** The columns are an index of the sealed content. If they differ, someone has changed the row. */
function isConsistent(row: SessionRow, content: SessionContent): boolean {
  return (
    row.environment === content.environment &&
    row.accountUuid === content.account.uuid &&
    row.createdAt === content.createdAt &&
    row.expiresAt === content.expiresAt &&
    row.checkedAt === content.checkedAt
  );
}
