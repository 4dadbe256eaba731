import type { BitbucketSession } from '@backstage-bitbucket/plugin-bitbucket-auth-common';
import type { BitbucketSessionsApi } from '../api';

const MINUTE_MS = 60_000;

const minutesAgo = (minutes: number) =>
  new Date(Date.now() - minutes * MINUTE_MS).toISOString();

/** A session that was used three hours ago. */
export function fakeSession(
  fields: Partial<BitbucketSession> = {},
): BitbucketSession {
  return {
    id: 'phone',
    device: 'Safari on iPhone',
    signedInAt: minutesAgo(3 * 24 * 60),
    lastUsedAt: minutesAgo(3 * 60),
    isCurrent: false,
    ...fields,
  };
}

/** The session of the browser that displays the page. */
export function fakeCurrentSession(): BitbucketSession {
  return fakeSession({
    id: 'laptop',
    device: 'Firefox on Linux',
    lastUsedAt: minutesAgo(2),
    isCurrent: true,
  });
}

/** An API whose methods a test can replace. */
export function fakeSessionsApi(): jest.Mocked<BitbucketSessionsApi> {
  return {
    listOwnSessions: jest.fn(),
    endOwnSession: jest.fn(),
    endOtherOwnSessions: jest.fn(),
    listUserSessions: jest.fn(),
    endUserSessions: jest.fn(),
  };
}
