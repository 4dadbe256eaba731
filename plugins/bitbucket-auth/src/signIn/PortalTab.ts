import { toMessage } from './toMessage';

const RETURNED_AT = 'bitbucket-auth.returned-at';
const SIGN_OUT_NOTICE = 'bitbucket-auth.sign-out-notice';
const SHORTEST_INTERVAL_MILLISECONDS = 30_000;

/** The browser tab that shows the portal. */
export class PortalTab {
  goTo(url: string) {
    window.location.href = url;
  }

  /** Reloads the page. A tab without a session then shows the sign-in page. */
  reload() {
    window.location.reload();
  }

  /**
   * Reloads the tab because its session ended, but at most once in 30 seconds. Otherwise, a backend that
   * alternately accepts and rejects a session would cause an endless reload loop.
   *
   * @returns whether the tab reloads
   */
  returnToSignInPage(): boolean {
    const now = Date.now();
    try {
      const returnedAt = Number(sessionStorage.getItem(RETURNED_AT) ?? 0);
      if (Math.abs(now - returnedAt) < SHORTEST_INTERVAL_MILLISECONDS) {
        return false;
      }
      sessionStorage.setItem(RETURNED_AT, String(now));
    } catch {
      // The browser blocks storage. A reload is still better than a dialog.
    }
    this.reload();
    return true;
  }

  /** Lets the tab reload again. Call it when the user signs in, which rules out a loop. */
  allowReturn() {
    try {
      sessionStorage.removeItem(RETURNED_AT);
    } catch {
      // The browser blocks storage, so there is no record either.
    }
  }

  /** Stores a message of the sign-out for the next page of the tab. */
  keepSignOutNotice(message: string | undefined) {
    if (message === undefined) {
      return;
    }
    try {
      sessionStorage.setItem(SIGN_OUT_NOTICE, message);
    } catch {
      // The browser blocks storage. The tab is still signed out.
    }
  }

  /** Returns and removes the message that `keepSignOutNotice` stored. */
  takeSignOutNotice(): string | undefined {
    try {
      const message = toMessage(sessionStorage.getItem(SIGN_OUT_NOTICE));
      sessionStorage.removeItem(SIGN_OUT_NOTICE);
      return message;
    } catch {
      return undefined;
    }
  }
}
