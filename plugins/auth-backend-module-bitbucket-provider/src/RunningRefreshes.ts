import { AuthProviderRouteHandlers } from '@backstage/plugin-auth-node';
import onHeaders from 'on-headers';
import { OAuthCookies } from './OAuthCookies';

type Request = Parameters<AuthProviderRouteHandlers['start']>[0];
type Response = Parameters<AuthProviderRouteHandlers['start']>[1];

/**
 * Refreshes that have not been answered. With its new refresh token, such an answer would bring a session
 * back that has ended meanwhile: the person signed out, or somebody else signed in at the same browser.
 *
 * It knows those of its own instance only.
 */
export class RunningRefreshes {
  readonly #running = new Set<{ session: string; isOver: boolean }>();

  constructor(private readonly cookies: OAuthCookies) {}

  /** Lets the answer set no cookie where the session is over by then. */
  begin(req: Request, res: Response) {
    const refresh = { session: this.#sessionOf(req), isOver: false };
    this.#running.add(refresh);
    onHeaders(res, () => {
      if (refresh.isOver) {
        res.removeHeader('Set-Cookie');
      }
    });
    res.on('close', () => this.#running.delete(refresh));
  }

  /** Ends the session that the browser has, where the answer gives it another one or none. */
  watch(req: Request, res: Response) {
    const session = this.#sessionOf(req);
    onHeaders(res, () => {
      const changed = [res.getHeader('Set-Cookie') ?? []].flat().map(String);
      if (
        changed.some(cookie => this.cookies.isOfSession(cookie.split('=')[0]))
      ) {
        for (const refresh of this.#running) {
          refresh.isOver ||= session !== '' && refresh.session === session;
        }
      }
    });
  }

  #sessionOf({ cookies }: Request): string {
    return Object.entries<string>(cookies ?? {})
      .filter(([name]) => this.cookies.isOfSession(name))
      .map(([name, value]) => `${name}=${value}`)
      .sort()
      .join(';');
  }
}
