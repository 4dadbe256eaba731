import { type BitbucketProfile } from '../account/profile';
import { describeDevice } from '../sessions/describeDevice';
import { type SessionContent } from '../sessions/seal';
import { type Request, type Response } from '../model/express';
import {
  type HandlerContext,
  type ProviderEnvironment,
} from './ProviderEnvironment';

/** An account that is permitted to sign in, with its tokens from Bitbucket. */
export interface SignedInAccount {
  profile: BitbucketProfile;
  tokens: SessionContent['tokens'];
}

/** A session that the browser receives with the response. */
export interface StoredSession {
  /** Removes the session, for a sign-in that cannot be recorded. */
  undo(): Promise<void>;
}

/** Stores the session and sets its cookie. Ends the previous session of the browser. */
export async function storeSession(
  req: Request,
  res: Response,
  options: {
    account: SignedInAccount;
    userEntityRef: string;
    environment: ProviderEnvironment;
    ctx: HandlerContext;
  },
): Promise<StoredSession> {
  const { account, userEntityRef, environment, ctx } = options;
  const { access, config, cookies, name } = environment;
  const former = await ctx.sessions.peek(
    cookies.readSession(req),
    environment,
    req,
  );
  if (account.tokens.refreshToken === undefined) {
    // Without a refresh token, the portal could not check the account again, so the browser is only
    // signed in until its next reload.
    if (former) {
      const end = { reason: 'replaced', by: 'sign-in' } as const;
      if (await ctx.sessions.store.end({ idHash: former.row.idHash }, end)) {
        ctx.metrics.ended(name, end.reason);
        await ctx.audit.sessionEnded(former.row, end, req);
      }
    }
    cookies.clearSession(res);
    return { undo: async () => {} };
  }
  const created = await ctx.sessions.create(
    {
      ...account,
      environment: name,
      clientId: access.clientId,
      userEntityRef,
      device: describeDevice(req.get('user-agent')),
    },
    config,
    former,
  );
  const { idHash, secret, maxAgeMs, ended, superseded } = created;
  cookies.setSession(res, secret, maxAgeMs);
  for (const { row, end } of ended) {
    ctx.metrics.ended(name, end.reason);
    await ctx.audit.sessionEnded(row, end, req);
  }
  // Runs after the response, because it reads all sessions of the account.
  res.once('close', () =>
    ctx.background.run('end the sessions above the limit of the account', () =>
      ctx.sessions.endSurplus(
        { accountUuid: account.profile.uuid, environment: name },
        req,
      ),
    ),
  );
  return {
    async undo() {
      res.removeHeader('Set-Cookie');
      await ctx.sessions.store.undoCreate(idHash, superseded);
    },
  };
}
