import type { HttpBindings } from '@hono/node-server';
import type { BitbucketCloudStub } from './createBitbucketCloudStub';
import type { Connections } from './faults/Connections';
import type { Faults } from './faults/Faults';
import type { Deliveries } from './hooks/Deliveries';
import type { Dialect } from './grants/dialects';
import type { Exchanges } from './journal/Exchanges';
import type { Journal } from './journal/Journal';
import type { OAuthClient, Person } from './model/types';
import type { Clock } from './model/Clock';
import type { Grants } from './grants/Grants';
import type { Store } from './store/Store';

/** What the routes of one stub share. */
export interface StubContext {
  readonly site: Site;
  readonly store: Store;
  readonly grants: Grants;
  readonly journal: Journal;
  readonly exchanges: Exchanges;
  readonly faults: Faults;
  readonly connections: Connections;
  readonly deliveries: Deliveries;
  readonly control: Control;
  readonly clock: Clock;
  readonly dialect: Dialect;
  readonly switches: Switches;
}

/** The way in for tests and for the buttons of the home page. */
export interface Control {
  /** Whether there is one. */
  readonly isOn: boolean;
  /** Address that it listens on; undefined for both loopback addresses. */
  readonly host: string | undefined;
  /** What the forms of the home page send, so that no other page can send them. */
  readonly formToken: string;
  /** Set once the stub is there. */
  stub: BitbucketCloudStub | undefined;
}

/**
 * Where the sources on Bitbucket Cloud conflict, which way to play it.
 *
 * @public
 */
export interface Switches {
  /** Whether `/2.0/user` tells the username, which is absent from Atlassian's schema. Default: true. */
  username: boolean;
  /**
   * Whether the `scope` parameter of the authorize URL narrows what the client is registered for.
   * Default: `ignored`.
   */
  authorizeScope: 'ignored' | 'narrows';
  /**
   * Whether the token endpoint takes `client_id` and `client_secret` from the form where there is no
   * HTTP Basic header. Default: `accepted`, since widely used clients send them so.
   */
  clientCredentialsInBody: 'accepted' | 'refused';
  /**
   * The `Cross-Origin-Opener-Policy` of the authorize page. With `same-origin`, a window that a page opened
   * looks closed to that page. Default: `unsafe-none`.
   */
  openerPolicy: 'unsafe-none' | 'same-origin';
  /** What becomes of the parameters of PKCE (RFC 7636). Default: `ignored`. */
  pkce: 'ignored' | 'refused';
  /** Whether the body of a 429 is JSON, as that of every other error, or plain text. Default: `json`. */
  rateLimitBody: 'json' | 'text';
  /** Whether a 429 says by `Retry-After` when to come again. Default: false. */
  retryAfter: boolean;
}

/** Where one stub is to be found. */
export class Site {
  /** Set once the port is known. */
  port = 0;

  constructor(private readonly host: string | undefined) {}

  /** Stands for `https://bitbucket.org`. */
  get url(): string {
    return `http://${nameOf(this.host)}:${this.port}`;
  }

  /** Stands for `https://api.bitbucket.org/2.0`. */
  get apiUrl(): string {
    return `${this.url}/2.0`;
  }
}

function nameOf(host: string | undefined): string {
  if (host === undefined || host === '0.0.0.0' || host === '::') {
    return 'localhost';
  }
  return host.includes(':') ? `[${host}]` : host;
}

/** What a request learns about itself on its way. */
export interface StubEnv {
  Bindings: Partial<HttpBindings>;
  Variables: {
    /** Ids of the fault rules that it falls under. */
    faults?: string[];
    /** On whose behalf it comes, for the journal. */
    person?: Person;
    /** Which client it comes from, for the journal. */
    client?: OAuthClient;
    /** Its body, where its method has one. */
    body?: string;
  };
}
