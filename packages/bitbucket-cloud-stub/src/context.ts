import type { Dialect } from './oauth/dialects';
import type { Journal } from './journal/Journal';
import type { OAuthClient, Person } from './seed/types';
import type { Clock } from './store/Clock';
import type { Grants } from './store/Grants';
import type { Store } from './store/Store';

/** What the routes of one stand-in share. */
export interface StubContext {
  readonly site: Site;
  readonly store: Store;
  readonly grants: Grants;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly dialect: Dialect;
  readonly switches: Switches;
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
}

/** Where one stand-in is to be found. */
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
  Variables: {
    /** On whose behalf it comes, for the journal. */
    person?: Person;
    /** Which client it comes from, for the journal. */
    client?: OAuthClient;
    /** Its body, where its method has one. */
    body?: string;
  };
}
