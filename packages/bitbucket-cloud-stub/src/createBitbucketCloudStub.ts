import { getRequestListener, RequestError } from '@hono/node-server';
import { createApp, NOT_BITBUCKET } from './app';
import { Site, type StubContext, type Switches } from './context';
import { Journal } from './journal/Journal';
import { DIALECTS, type Dialect } from './oauth/dialects';
import { checkSeed, defaultSeedPath, readSeedFile } from './seed/readSeed';
import type { OAuthClient, Person, Seed } from './seed/types';
import { listen } from './server';
import { Clock } from './store/Clock';
import { Grants } from './store/Grants';
import { Store } from './store/Store';

/**
 * What a stand-in is made of. Each part has a default.
 *
 * @public
 */
export interface BitbucketCloudStubOptions {
  /** 0, the default, takes a port that is free. */
  port?: number;
  /**
   * Address to listen on. By default both loopback addresses, 127.0.0.1 and ::1, so that
   * `localhost` reaches it and no other machine does.
   */
  host?: string;
  /** A seed, or the path of one in YAML. By default the people of Harbour Bikes. */
  seed?: Seed | string;
  /** Clients besides those of the seed; one with the id of a seeded client replaces that. */
  clients?: OAuthClient[];
  /** Registered callback URL of the first client of the seed, in place of the one it has. */
  callbackUrl?: string;
  /** Which OAuth service of Bitbucket Cloud to play. Default: `current`. */
  dialect?: Dialect;
  /** Where the sources on Bitbucket Cloud conflict, which way to play it. */
  switches?: Partial<Switches>;
}

/**
 * A running stand-in for Bitbucket Cloud.
 *
 * @public
 */
export interface BitbucketCloudStub {
  /** Stands for `https://bitbucket.org`; without a slash at the end. */
  readonly url: string;
  /** Stands for `https://api.bitbucket.org/2.0`. */
  readonly apiUrl: string;
  /** Where it listens. */
  readonly port: number;
  /** Which OAuth service of Bitbucket Cloud it plays. */
  readonly dialect: Dialect;
  /** What was asked of it. */
  readonly journal: Journal;
  /** Its time, which a test can move on. */
  readonly clock: Clock;
  /** Copies of the accounts as they are now. */
  readonly people: Person[];
  /**
   * A copy of one account.
   *
   * @param id - Username, uuid with braces, or account id.
   * @throws Error that names the accounts there are when there is none like it.
   */
  person(id: string): Person;
  /**
   * Changes an account from now on, for tokens that were issued before as well.
   *
   * @param id - Username, uuid with braces, or account id.
   * @throws Error when there is no such account, or the change would make it invalid.
   */
  update(id: string, change: Partial<Person>): Person;
  /** Registers a client until the next reset, or replaces the one with the same id. */
  registerClient(client: OAuthClient): void;
  /** Goes back to the seed: changes, registered clients, codes, tokens, journal and clock are gone. */
  reset(): void;
  /** Stops it. Leaves no connection and no port open. */
  close(): Promise<void>;
}

/**
 * Starts a stand-in for Bitbucket Cloud in this process. Several of them do not touch each other.
 *
 * @throws Error in one sentence when the port is taken, and with the fields that are wrong when the
 *   seed is not valid.
 *
 * @public
 */
export async function createBitbucketCloudStub(
  options: BitbucketCloudStubOptions = {},
): Promise<BitbucketCloudStub> {
  const dialect = options.dialect ?? 'current';
  const clock = new Clock();
  const context: StubContext = {
    site: new Site(options.host),
    store: new Store(readSeed(options)),
    grants: new Grants(clock, DIALECTS[dialect]),
    journal: new Journal(clock),
    clock,
    dialect,
    switches: {
      username: true,
      authorizeScope: 'ignored',
      ...options.switches,
    },
  };
  const { site, store, grants, journal } = context;
  const port = options.port ?? 0;
  // A client that waits for a fixed port may come before `listen` has returned.
  site.port = port;
  const server = await listen(createListener(context), port, options.host);
  site.port = server.port;

  const find = (id: string): Person => {
    const person = store.findPerson(id);
    if (!person) {
      const known = store.people.map(each => each.username).join(', ');
      throw new Error(
        `There is no account "${id}" at the stand-in. It has: ${known}.`,
      );
    }
    return person;
  };

  return {
    url: site.url,
    apiUrl: site.apiUrl,
    port: server.port,
    dialect,
    journal,
    clock,
    get people() {
      return structuredClone(store.people);
    },
    person: id => structuredClone(find(id)),
    update: (id, change) =>
      structuredClone(store.updatePerson(find(id), change)),
    registerClient: client => store.registerClient(client),
    reset: () => {
      store.reset();
      grants.reset();
      journal.clear();
      clock.reset();
    },
    close: () => server.close(),
  };
}

function readSeed(options: BitbucketCloudStubOptions): Seed {
  const { seed = defaultSeedPath(), clients = [], callbackUrl } = options;
  const base = typeof seed === 'string' ? readSeedFile(seed) : seed;
  const seeded = base.clients.map((client, index) =>
    index === 0 && callbackUrl !== undefined
      ? { ...client, callbackUrl }
      : client,
  );
  const ids = new Set(clients.map(client => client.id));
  return checkSeed({
    ...base,
    clients: [...seeded.filter(client => !ids.has(client.id)), ...clients],
  });
}

function createListener(context: StubContext) {
  return getRequestListener(createApp(context).fetch, {
    // Anything else would leave its mark on every other code in this process.
    overrideGlobalObjects: false,
    errorHandler: error =>
      new Response(undefined, {
        status: error instanceof RequestError ? 400 : 500,
        headers: NOT_BITBUCKET,
      }),
  });
}
