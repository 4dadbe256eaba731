import { setTimeout as delay } from 'node:timers/promises';
import { type SessionRow } from '../model/SessionRow';
import { deriveKeys } from '../model/secret';
import { UnavailableError } from '../model/UnavailableError';
import { type Request, type Response } from '../model/express';
import { type HandlerContext } from './ProviderEnvironment';
import {
  checkQuery,
  checkScript,
  findEnvironment,
  prepare,
  readText,
} from './requestChecks';

const RETRY_MS = 10_000;
/** Ten minutes. */
const MAX_RETRIES = 60;
const END = { reason: 'signed_out', by: 'user' } as const;

/**
 * `POST /logout`: ends the session and deletes its cookie. If the database does not respond, the handler
 * still deletes the cookie, and ends the session when the database responds again.
 */
export async function logout(req: Request, res: Response, ctx: HandlerContext) {
  prepare(req, res);
  try {
    checkQuery(req);
    const { cookies } = findEnvironment(ctx.environments, readText(req, 'env'));
    checkScript(req, ctx);
    const keys = deriveKeys(cookies.readSession(req) ?? '');
    cookies.clearSession(res);
    cookies.clearFormer(req, res);
    if (keys && !(await endNow(req, ctx, keys.idHash))) {
      res.status(200).json({
        message:
          'You are signed out in this browser. The portal ends the session when its database responds again.',
      });
      return;
    }
    res.status(200).end();
  } catch (error) {
    await ctx.audit.failed(
      { eventId: 'sign-out', request: req },
      error as Error,
    );
    throw error;
  }
}

/** Returns false if the database does not respond. The portal then retries after the response. */
async function endNow(
  req: Request,
  ctx: HandlerContext,
  idHash: string,
): Promise<boolean> {
  try {
    await end(req, ctx, idHash);
    return true;
  } catch (error) {
    if (!(error instanceof UnavailableError)) {
      throw error;
    }
    ctx.background.run('end a session after its sign-out', shutdown =>
      endLater(shutdown, () => end(req, ctx, idHash)),
    );
    return false;
  }
}

async function endLater(
  shutdown: AbortSignal,
  endOnce: () => Promise<void>,
): Promise<void> {
  for (let tries = 1; tries <= MAX_RETRIES; tries++) {
    const isShutdown = await delay(RETRY_MS, false, {
      ref: false,
      signal: shutdown,
    }).catch(() => true);
    try {
      await endOnce();
      return;
    } catch (error) {
      if (isShutdown || !(error instanceof UnavailableError)) {
        throw error;
      }
    }
  }
  throw new Error('The database did not respond for ten minutes');
}

async function end(req: Request, ctx: HandlerContext, idHash: string) {
  const { store } = ctx.sessions;
  const row: SessionRow | undefined = await store.find(idHash);
  if (!row) {
    return;
  }
  const { accountUuid, environment } = row;
  // Includes sessions that this account replaced within the last minute: a copy of their cookie would
  // still be valid.
  const replaced = (await store.list({ accountUuid, environment })).filter(
    ({ supersededAt }) => supersededAt !== undefined,
  );
  for (const each of [row, ...replaced]) {
    if (await store.end({ idHash: each.idHash }, END)) {
      ctx.metrics.ended(environment, END.reason);
      await ctx.audit.sessionEnded(each, END, req);
    }
  }
}
