import {
  type AuthConnectorCreateSessionOptions,
  type AuthConnectorRefreshSessionOptions,
  type OAuth2Session,
  openLoginPopup,
} from '@backstage/core-app-api';
import {
  type AuthProviderInfo,
  type OAuthRequester,
} from '@backstage/core-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  type AuthProviderClient,
  type RefreshOutcome,
} from './AuthProviderClient';
import { type BitbucketAuthConnector } from './BitbucketAuthConnector';
import { isSafeAddress, neverSettles } from './leaving';
import { PortalTab } from './PortalTab';
import { retryDelay } from './retryDelay';
import { type RetryingAuthConnectorOptions } from './RetryingAuthConnectorOptions';
import { SessionStatus } from './SessionStatus';
import { type SignOutChannel } from './SignOutChannel';
import { toSession } from './toSession';

const UNAVAILABLE =
  'The portal is temporarily unavailable. Try again in a moment.';
const AVAILABLE_AGAIN =
  'The portal is available again. Press the button to sign in.';

/** How long requests in an open tab wait for a portal that is temporarily unavailable. */
const OPEN_TAB_PATIENCE_MILLISECONDS = 120_000;

/** The size of the window that Backstage opens. */
const WINDOW_SIZE = { width: 450, height: 730 };

/**
 * Backstage's connector for auth providers, for a backend that stores the sessions itself.
 *
 * Backstage's own `DefaultAuthConnector` is not exported, and treats a temporarily unavailable backend
 * as a missing session. This connector waits and retries, keeps the reason why a session ended, and
 * signs out all tabs of a browser together.
 *
 * @seam `RefreshingAuthSessionManager` shares one running `refreshSession` between its callers, and
 * calls `createSession` only after `refreshSession` has settled:
 * https://github.com/backstage/backstage/blob/master/packages/core-app-api/src/lib/AuthSessionManager/RefreshingAuthSessionManager.ts
 * @seamTest plugins/bitbucket-auth/src/signIn/RetryingAuthConnector.refresh.test.ts
 */
export class RetryingAuthConnector implements BitbucketAuthConnector {
  readonly #client: AuthProviderClient;
  readonly #tab: PortalTab;
  readonly #signOutChannel: SignOutChannel;
  readonly #provider: AuthProviderInfo;
  readonly #useRedirectFlow: boolean;
  readonly #requestSession: OAuthRequester<OAuth2Session>;
  readonly #status = new SessionStatus();

  /** Whether this tab had a session. Only the sign-in page requests a session before that. */
  #hasSession = false;
  #isRefreshing = false;
  #isSigningOut = false;
  #isStopped = false;
  /** Whether a portal that cannot check the session can sign in the user again. */
  #canSignIn = false;
  /** Whether the user pressed the button in that state. */
  #isSigningIn = false;
  /** Whether the latest refresh had to wait for the portal. */
  #hasWaited = false;
  /** Set if the latest refresh ended without a definite response: a session may exist. */
  #trouble: Error | undefined;
  /** The portal's message about the sign-out that led to this page. */
  #signOutNotice: string | undefined;
  #endPause: (() => void) | undefined;

  constructor(options: RetryingAuthConnectorOptions) {
    this.#client = options.client;
    this.#tab = options.tab ?? new PortalTab();
    this.#signOutNotice = this.#tab.takeSignOutNotice();
    this.#signOutChannel = options.signOutChannel;
    this.#provider = options.provider;
    this.#useRedirectFlow = options.useRedirectFlow;
    this.#requestSession = options.oauthRequestApi.createAuthRequester({
      provider: options.provider,
      onAuthRequest: scopes => this.#signIn(scopes),
    });
    this.#signOutChannel.onSignOut(() => {
      // A pending refresh may return the session that has just ended.
      if (this.#hasSession || this.#isRefreshing) {
        this.#tab.reload();
      }
    });
  }

  getStatus() {
    return this.#status.current;
  }

  subscribe(listener: () => void) {
    return this.#status.subscribe(listener);
  }

  retryNow() {
    this.#isSigningIn = this.#canSignIn;
    this.#endPause?.();
  }

  stopRetrying() {
    this.#isStopped = true;
    this.#endPause?.();
  }

  async createSession(
    options: AuthConnectorCreateSessionOptions,
  ): Promise<OAuth2Session> {
    // A session may exist, and a sign-in would probably fail for the same reason.
    if (this.#trouble) {
      throw this.#trouble;
    }
    if (!options.instantPopup) {
      return this.#requestSession(options.scopes);
    }
    // Browsers only open a window within seconds of a click.
    if (
      this.#hasWaited &&
      !this.#useRedirectFlow &&
      navigator.userActivation?.isActive === false
    ) {
      throw new Error(AVAILABLE_AGAIN);
    }
    return this.#signIn(options.scopes);
  }

  async refreshSession(
    options?: AuthConnectorRefreshSessionOptions,
  ): Promise<OAuth2Session> {
    this.#trouble = undefined;
    this.#hasWaited = false;
    this.#isStopped = false;
    this.#canSignIn = false;
    this.#isSigningIn = false;
    if (this.#isSigningOut) {
      throw this.#giveUp('You are being signed out.');
    }
    this.#isRefreshing = true;
    try {
      return await this.#settle(await this.#refreshWithRetries(options));
    } finally {
      this.#isRefreshing = false;
      this.#canSignIn = false;
      if (this.#status.current.state === 'waiting') {
        this.#status.set({ state: 'idle' });
      }
    }
  }

  async removeSession(): Promise<void> {
    const hadSession = this.#hasSession;
    // Pending requests of this tab must neither reload it nor open a dialog while it leaves.
    this.#hasSession = false;
    this.#isSigningOut = true;
    this.stopRetrying();
    const { logoutUrl, message } = await this.#client
      .logout()
      .catch(error => {
        this.#hasSession = hadSession;
        throw error;
      })
      .finally(() => {
        this.#isSigningOut = false;
      });
    this.#signOutChannel.announce();
    // The tab is about to load the sign-in page.
    this.#tab.keepSignOutNotice(message);
    if (logoutUrl && isSafeAddress(logoutUrl)) {
      this.#tab.goTo(logoutUrl);
      await neverSettles();
    }
  }

  async #refreshWithRetries(
    options: AuthConnectorRefreshSessionOptions | undefined,
  ): Promise<RefreshOutcome> {
    const deadline = this.#hasSession
      ? Date.now() + OPEN_TAB_PATIENCE_MILLISECONDS
      : Infinity;
    for (let failures = 1; ; failures += 1) {
      const outcome = await this.#client.refresh(options?.scopes);
      const remaining = deadline - Date.now();
      if (
        outcome.result !== 'unavailable' ||
        this.#isStopped ||
        remaining <= 0
      ) {
        return outcome;
      }
      this.#canSignIn = outcome.canSignIn === true;
      if (this.#isSigningIn && this.#canSignIn) {
        return outcome;
      }
      this.#isSigningIn = false;
      this.#hasWaited = true;
      this.#status.set({
        state: 'waiting',
        message: outcome.message,
        canSignIn: this.#canSignIn,
      });
      await this.#pause(
        Math.min(retryDelay(failures, outcome.retryAfter), remaining),
      );
      if (this.#isStopped || this.#isSigningIn) {
        return outcome;
      }
    }
  }

  async #settle(outcome: RefreshOutcome): Promise<OAuth2Session> {
    if (outcome.result === 'session') {
      return this.#enter(outcome.session);
    }
    if (outcome.result === 'unavailable') {
      if (this.#isSigningIn && !this.#isStopped) {
        // `createSession` follows, and opens the window.
        throw new ServiceUnavailableError(UNAVAILABLE);
      }
      throw this.#giveUp(UNAVAILABLE);
    }
    if (outcome.status === 401 && this.#hasSession) {
      this.#hasSession = false;
      // The sign-in page sends the request again and gets the same reason, so there is no need to store
      // it.
      if (this.#tab.returnToSignInPage()) {
        await neverSettles();
      }
    }
    const message = outcome.message ?? this.#signOutNotice;
    this.#status.set(
      message === undefined ? { state: 'idle' } : { state: 'failed', message },
    );
    throw new Error(message ?? 'This browser has no session.');
  }

  #enter(session: OAuth2Session): OAuth2Session {
    this.#hasSession = true;
    this.#signOutNotice = undefined;
    this.#status.set({ state: 'idle' });
    return session;
  }

  /** Makes `createSession` fail too, instead of opening a dialog or a window. */
  #giveUp(message: string): Error {
    this.#trouble = new ServiceUnavailableError(message);
    this.#status.set({ state: 'failed', message });
    return this.#trouble;
  }

  async #signIn(scopes: Set<string>): Promise<OAuth2Session> {
    this.#tab.allowReturn();
    const query = {
      scope: [...scopes].join(' '),
      origin: window.location.origin,
    };
    if (this.#useRedirectFlow) {
      const url = await this.#client.startUrl({
        ...query,
        redirectUrl: window.location.href,
        flow: 'redirect',
      });
      this.#tab.goTo(url);
      return neverSettles();
    }
    const response = await openLoginPopup({
      url: await this.#client.startUrl({ ...query, flow: 'popup' }),
      name: `${this.#provider.title} Login`,
      ...WINDOW_SIZE,
    });
    const session = toSession(response);
    if (!session) {
      throw new Error("The portal's backend sent an incomplete session.");
    }
    return this.#enter(session);
  }

  async #pause(milliseconds: number): Promise<void> {
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, milliseconds);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#endPause = undefined;
  }
}
