import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { getRequestListener, RequestError } from '@hono/node-server';
import { createApp, NOT_BITBUCKET } from './app';
import { Site, type StubContext, type Switches } from './context';
import { isLoopback } from './http/hosts';
import { Snapshots, type StubSnapshot } from './Snapshots';
import { Connections } from './faults/Connections';
import { Faults } from './faults/Faults';
import { Deliveries } from './hooks/Deliveries';
import { pushFiles, type Push, type PushResult } from './push/pushFiles';
import { Exchanges } from './journal/Exchanges';
import { Journal } from './journal/Journal';
import type { StubFaults } from './faults/FaultRule';
import type {
  JournalEntry,
  JournalMatch,
  StubJournal,
} from './journal/JournalEntry';
import { DIALECTS, type Dialect } from './grants/dialects';
import { checkSeed, defaultSeedPath, readSeedFile } from './seed/readSeed';
import type { AccessToken, OAuthClient, Person, Seed } from './model/types';
import { listen } from './http/listen';
import { Clock } from './model/Clock';
import { Grants } from './grants/Grants';
import { Store } from './store/Store';

/**
 * What a stub is made of. Each part has a default.
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
  /**
   * Whether the control endpoints under `/_stub/` and the buttons of the home page are there, by
   * which anyone who reaches the stub can change it. By default they are when only this machine
   * reaches it.
   */
  control?: boolean;
}

/**
 * A running stub for Bitbucket Cloud.
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
  /**
   * Answers a request at a server of your own, for example one with TLS for clients that take nothing
   * else. The URLs in its answers are those of `url`; ending the connections is up to you, and so is
   * who reaches it: with `control` on, let it listen on a loopback address.
   */
  readonly listener: RequestListener;
  /** Which OAuth service of Bitbucket Cloud it plays. */
  readonly dialect: Dialect;
  /** What was asked of it. */
  readonly journal: StubJournal;
  /** The rules by which requests go wrong. */
  readonly faults: StubFaults;
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
  /** Makes a workspace access token or an API token that is good until the next reset. */
  registerAccessToken(token: AccessToken): void;
  /** From now on the token is worth nothing. */
  revokeAccessToken(token: string): void;
  /**
   * Changes files of a repository and sends `repo:push` to its webhooks; resolves once they have
   * answered, or have not within three attempts.
   *
   * @param workspace - Slug, or uuid with braces.
   * @param repository - Slug, or uuid with braces.
   * @throws Error when there is no such repository or author, or the push is not valid.
   */
  push(workspace: string, repository: string, push: Push): Promise<PushResult>;
  /** The same as `journal.waitFor`: resolves with the first request that matches. */
  waitFor(
    match: JournalMatch,
    options?: { timeoutMs?: number },
  ): Promise<JournalEntry>;
  /** Keeps accounts, clients, codes, tokens, journal, faults and clock as they are, for `restore`. */
  snapshot(): StubSnapshot;
  /**
   * Goes back to a snapshot, as often as it is asked to.
   *
   * @throws Error when the snapshot is of another stub.
   */
  restore(snapshot: StubSnapshot): void;
  /**
   * Goes back to the seed: changes, registered clients, codes, tokens, faults, journal and clock are
   * gone.
   */
  reset(): void;
  /** Stops it. Leaves no connection, no timer and no port open. */
  close(): Promise<void>;
}

/**
 * Starts a stub for Bitbucket Cloud in this process. Several of them do not touch each other.
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
  const journal = new Journal(clock);
  const exchanges = new Exchanges(journal);
  const connections = new Connections(exchanges);
  const context: StubContext = {
    site: new Site(options.host),
    store: new Store(readSeed(options)),
    grants: new Grants(clock, DIALECTS[dialect]),
    journal,
    exchanges,
    connections,
    deliveries: new Deliveries(),
    faults: new Faults(
      () => clock.now(),
      () => connections.release(),
    ),
    control: {
      isOn: options.control ?? isLoopback(options.host),
      host: options.host,
      formToken: randomBytes(16).toString('hex'),
      stub: undefined,
    },
    clock,
    dialect,
    switches: {
      username: true,
      authorizeScope: 'ignored',
      clientCredentialsInBody: 'accepted',
      openerPolicy: 'unsafe-none',
      pkce: 'ignored',
      rateLimitBody: 'json',
      retryAfter: false,
      ...options.switches,
    },
  };
  const { site, store, grants, faults } = context;
  const snapshots = new Snapshots(context);
  const port = options.port ?? 0;
  // A client that waits for a fixed port may come before `listen` has returned.
  site.port = port;
  const listener = createListener(context);
  const server = await listen(listener, port, options.host);
  site.port = server.port;

  const find = (id: string): Person => {
    const person = store.findPerson(id);
    if (!person) {
      const known = store.people.map(each => each.username).join(', ');
      throw new Error(
        `There is no account "${id}" at the stub. It has: ${known}.`,
      );
    }
    return person;
  };

  const stub: BitbucketCloudStub = {
    url: site.url,
    apiUrl: site.apiUrl,
    port: server.port,
    listener,
    dialect,
    journal,
    faults,
    clock,
    get people() {
      return structuredClone(store.people);
    },
    person: id => structuredClone(find(id)),
    update: (id, change) =>
      structuredClone(store.updatePerson(find(id), change)),
    registerClient: client => store.registerClient(client),
    registerAccessToken: token => store.registerAccessToken(token),
    revokeAccessToken: token => store.revokeAccessToken(token),
    push: (workspace, repository, push) =>
      pushFiles(context, workspace, repository, push),
    waitFor: (match, waiting) => journal.waitFor(match, waiting),
    snapshot: () => snapshots.take(),
    restore: snapshot => snapshots.restore(snapshot),
    reset: () => {
      faults.clear();
      store.reset();
      grants.reset();
      journal.clear();
      clock.reset();
    },
    close: () => {
      faults.clear();
      context.deliveries.abandon();
      journal.abandon('The stub was closed while something waited for it.');
      return server.close();
    },
  };
  context.control.stub = stub;
  return stub;
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

function createListener(context: StubContext): RequestListener {
  const listener = getRequestListener(createApp(context).fetch, {
    // Anything else would leave its mark on every other code in this process.
    overrideGlobalObjects: false,
    errorHandler: error =>
      new Response(undefined, {
        status: error instanceof RequestError ? 400 : 500,
      }),
  });
  return (incoming, outgoing) => {
    for (const [name, value] of Object.entries(NOT_BITBUCKET)) {
      outgoing.setHeader(name, value);
    }
    context.exchanges.begin(incoming, outgoing);
    listener(incoming, outgoing);
  };
}
