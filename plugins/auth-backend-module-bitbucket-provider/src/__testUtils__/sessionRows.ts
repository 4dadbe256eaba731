import { randomUUID } from 'node:crypto';
import { createSecret, deriveKeys } from '../model/secret';
import { type SessionContent } from '../sessions/seal';
import { type SessionRow } from '../model/SessionRow';
import { UUID } from './resolverContext';

const START = 1_800_000_000_000;

/** Returns the content of a session. */
export function createContent(): SessionContent {
  return {
    account: {
      uuid: UUID,
      displayName: 'Mira Lindqvist \u{1F6B2}',
      emails: [],
    },
    tokens: {
      accessToken: 'access-t0ken',
      accessTokenExpiresAt: START + 3_600_000,
      refreshToken: 'refresh-t0ken',
      scope: 'account',
    },
    environment: 'development',
    clientId: 'the-portal',
    createdAt: START,
    expiresAt: START + 90 * 24 * 3_600_000,
    checkedAt: START,
  };
}

/** Returns a live session. Its payload is not sealed. */
export function createRow(change: Partial<SessionRow> = {}): SessionRow {
  const { idHash } = deriveKeys(createSecret())!;
  return {
    idHash,
    publicId: randomUUID(),
    environment: 'development',
    userEntityRef: 'user:default/mira',
    accountUuid: UUID,
    device: 'Firefox on Linux',
    createdAt: START,
    lastUsedAt: START,
    checkedAt: START,
    expiresAt: START + 90 * 24 * 3_600_000,
    format: 1,
    payloadVersion: 1,
    payload: 'sealed',
    ...change,
  };
}

/** Base time of the rows, in milliseconds since the Unix epoch. */
export const START_MS = START;
