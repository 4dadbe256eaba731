import {
  OAuth2,
  type OAuth2Session,
  OAuthRequestManager,
} from '@backstage/core-app-api';
import { http, HttpResponse, type RequestHandler } from 'msw';
import { setupServer } from 'msw/node';
import { AuthProviderClient } from '../AuthProviderClient';
import { PortalTab } from '../PortalTab';
import { RetryingAuthConnector } from '../RetryingAuthConnector';
import { SignOutChannel } from '../SignOutChannel';
import { untilTrue } from './untilTrue';

const BASE_URL = 'http://portal.test/api/auth';

export const sessionResponse = {
  profile: { displayName: 'Mira Lindqvist' },
  providerInfo: { accessToken: '', scope: 'account', idToken: '' },
  backstageIdentity: {
    token: 'backstage-token',
    expiresInSeconds: 3_600,
    identity: {
      type: 'user',
      userEntityRef: 'user:default/mira.lindqvist',
      ownershipEntityRefs: ['user:default/mira.lindqvist'],
    },
  },
};

export const session = () => HttpResponse.json(sessionResponse);

export const refusal = (message: string, status = 401) =>
  HttpResponse.json(
    { error: { name: 'AuthenticationError', message } },
    { status },
  );

export const withoutCookie = () =>
  refusal('Refresh failed; caused by InputError: Missing session cookie');

export const unavailable = (status = 503, retryAfter?: string) =>
  HttpResponse.json(
    { error: { name: 'ServiceUnavailableError', message: 'Database is away' } },
    { status, headers: retryAfter ? { 'Retry-After': retryAfter } : {} },
  );

/** The portal cannot check the session, but a sign-in is possible. */
export const uncheckable = (message = 'The portal cannot ask Bitbucket.') =>
  HttpResponse.json(
    {
      error: {
        name: 'ServiceUnavailableError',
        message,
        canSignIn: true,
      },
    },
    { status: 503 },
  );

export type Answer = () => Response;

/** A tab that records its actions. */
class TestTab extends PortalTab {
  reloads = 0;
  readonly addresses: string[] = [];

  goTo(url: string) {
    this.addresses.push(url);
  }

  reload() {
    this.reloads += 1;
  }
}

/** A backend with an auth provider, and connectors of tabs that use it. */
export class TestPortal {
  readonly #server = setupServer();
  readonly #channels: SignOutChannel[] = [];
  /** The URLs of all requests for the session. */
  refreshes: URL[] = [];
  logouts = 0;

  listen() {
    this.#server.listen({ onUnhandledRequest: 'error' });
  }

  close() {
    this.#server.close();
  }

  reset() {
    this.#server.resetHandlers();
    this.#channels.splice(0).forEach(channel => channel.close());
    this.refreshes = [];
    this.logouts = 0;
    sessionStorage.clear();
  }

  use(...handlers: RequestHandler[]) {
    this.#server.use(...handlers);
  }

  /** Sets the responses to session requests. The last response repeats. */
  answerRefresh(...answers: Answer[]) {
    const remaining = [...answers];
    this.#server.use(
      http.get(`${BASE_URL}/bitbucket/refresh`, ({ request }) => {
        this.refreshes.push(new URL(request.url));
        return (remaining.length > 1 ? remaining.shift()! : remaining[0])();
      }),
    );
  }

  answerLogout(answer: Answer) {
    this.#server.use(
      http.post(`${BASE_URL}/bitbucket/logout`, () => {
        this.logouts += 1;
        return answer();
      }),
    );
  }

  openTab(options?: { useRedirectFlow?: boolean }) {
    const tab = new TestTab();
    const oauthRequestApi = new OAuthRequestManager();
    const signOutChannel = new SignOutChannel('test-sign-out');
    this.#channels.push(signOutChannel);
    const connector = new RetryingAuthConnector({
      client: new AuthProviderClient({
        discoveryApi: { getBaseUrl: async () => BASE_URL },
        environment: 'development',
        providerId: 'bitbucket',
      }),
      oauthRequestApi,
      provider: { id: 'bitbucket', title: 'Bitbucket', icon: () => null },
      signOutChannel,
      useRedirectFlow: options?.useRedirectFlow ?? false,
      tab,
    });
    const api = OAuth2.create({
      authConnector: connector,
      defaultScopes: ['account'],
    });
    return { api, connector, oauthRequestApi, tab };
  }

  /** Opens a tab in which the user is signed in. */
  async openSignedInTab() {
    this.answerRefresh(session);
    const opened = this.openTab();
    await opened.connector.refreshSession();
    this.refreshes = [];
    return opened;
  }

  /** Advances the fake timers as soon as the connector pauses after the given number of requests. */
  async advanceAfter(requests: number, milliseconds: number) {
    await untilTrue(
      () => this.refreshes.length === requests && jest.getTimerCount() > 0,
    );
    await this.settle();
    await jest.advanceTimersByTimeAsync(milliseconds);
    await this.settle();
  }

  /** Waits for pending responses. */
  async settle() {
    const started = performance.now();
    await untilTrue(() => performance.now() - started > 15);
  }
}

/** Returns the state of a promise: its value, its error, or pending. */
export function observe(promise: Promise<OAuth2Session>) {
  const observed: { session?: OAuth2Session; error?: Error } = {};
  promise.then(
    value => {
      observed.session = value;
    },
    error => {
      observed.error = error;
    },
  );
  return observed;
}
