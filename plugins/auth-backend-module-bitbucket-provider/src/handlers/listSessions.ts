import { type BitbucketSession } from '@backstage-bitbucket/plugin-bitbucket-auth-common';
import { type Request } from 'express';
import { deriveKeys } from '../model/secret';
import { type SessionRow } from '../model/SessionRow';
import { type HandlerContext } from './ProviderEnvironment';

/**
 * Returns the sessions that a user sees, and which of them belongs to the browser. It omits sessions
 * that the next request of their browser would end.
 */
export function listSessions(
  req: Request,
  rows: SessionRow[],
  context: HandlerContext,
): BitbucketSession[] {
  const current = new Set(
    [...context.environments.values()].map(
      ({ cookies }) => deriveKeys(cookies.readSession(req) ?? '')?.idHash,
    ),
  );
  return rows.flatMap(row => {
    const environment = context.environments.get(row.environment);
    if (!environment || !context.sessions.isListed(row, environment.config)) {
      return [];
    }
    return {
      id: row.publicId,
      device: row.device,
      signedInAt: new Date(row.createdAt).toISOString(),
      lastUsedAt: new Date(row.lastUsedAt).toISOString(),
      isCurrent: current.has(row.idHash),
    };
  });
}
