import onHeaders from 'on-headers';
import { OAuthCookies } from './OAuthCookies';
import { Request, Response } from './handlers/express';

interface RunningRefresh {
  /** The one that it came with, and those that others have made of it since. */
  sessions: Set<string>;
  isOver: boolean;
}

/**
 * Refreshes that have not been answered. With its new refresh token, such an answer would bring a session
 * back that has ended meanwhile: the person signed out, or somebody else signed in at the same browser.
 *
 * It knows those of its own instance only.
 */
export class RunningRefreshes {
  readonly #running = new Set<RunningRefresh>();

  constructor(private readonly cookies: OAuthCookies) {}

  /** Lets the answer set no cookie where the session is over by then. */
  begin(req: Request, res: Response) {
    const session = this.#sessionOf(req.cookies);
    if (!session || res.closed) {
      return;
    }
    const refresh = { sessions: new Set([session]), isOver: false };
    this.#running.add(refresh);
    res.on('close', () => this.#running.delete(refresh));
    onHeaders(res, () => {
      if (refresh.isOver) {
        res.removeHeader('Set-Cookie');
        return;
      }
      const renewed = this.#sessionOf(Object.fromEntries(this.#setBy(res)));
      for (const other of this.#running) {
        const isSame = [...refresh.sessions].some(each =>
          other.sessions.has(each),
        );
        if (renewed && isSame) {
          other.sessions.add(renewed);
        }
      }
    });
  }

  /** Ends the session that the browser has, where the answer gives it another one or none. */
  endWith(req: Request, res: Response) {
    const session = this.#sessionOf(req.cookies);
    onHeaders(res, () => {
      if (this.#setBy(res).length > 0) {
        for (const refresh of this.#running) {
          refresh.isOver ||= refresh.sessions.has(session);
        }
      }
    });
  }

  /** The cookies of a session that an answer sets, or takes away. */
  #setBy(res: Response): [name: string, value: string][] {
    return [res.getHeader('Set-Cookie') ?? []]
      .flat()
      .map(cookie => /^([^=]*)=([^;]*)/.exec(String(cookie)) ?? [])
      .filter(([, name = '']) => this.cookies.isOfSession(name))
      .map(([, name, value]) => [name, decodeURIComponent(value)]);
  }

  #sessionOf(cookies: Record<string, string> = {}): string {
    return Object.entries(cookies)
      .filter(([name, value]) => value && this.cookies.isOfSession(name))
      .map(([name, value]) => `${name}=${value}`)
      .sort()
      .join(';');
  }
}
