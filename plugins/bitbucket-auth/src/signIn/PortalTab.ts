import { toMessage } from './toMessage';

const RETURNED_AT = 'bitbucket-auth.returned-at';
const SIGN_OUT_NOTICE = 'bitbucket-auth.sign-out-notice';
const SHORTEST_INTERVAL_MILLISECONDS = 30_000;

/** The browser tab that shows the portal. */
export class PortalTab {
  goTo(url: string) {
    window.location.href = url;
  }

  /** Loads the page again. A tab without a session then shows the sign-in page. */
  reload() {
    window.location.reload();
  }

  /**
   * Reloads the tab because its session ended, but not twice in 30 seconds: with a backend that
   * accepts and refuses the same session in turn, the tab would reload without end.
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

  /** Lets the tab reload again. Call it when the person signs in, which rules out a loop. */
  allowReturn() {
    try {
      sessionStorage.removeItem(RETURNED_AT);
    } catch {
      // The browser blocks storage, so there is no record either.
    }
  }

  /** Keeps a message of the sign-out for the page that the tab loads next. */
  keepSignOutNotice(message: string | undefined) {
    if (message === undefined) {
      return;
    }
    try {
      sessionStorage.setItem(SIGN_OUT_NOTICE, message);
    } catch {
      // The browser blocks storage. The tab is signed out all the same.
    }
  }

  /** Returns what `keepSignOutNotice` kept, and removes it. */
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
