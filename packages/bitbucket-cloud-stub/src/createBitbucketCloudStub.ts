import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { getRequestListener, RequestError } from '@hono/node-server';
import { createApp, NOT_BITBUCKET } from './app';
import type {
  BitbucketCloudStub,
  BitbucketCloudStubOptions,
  ControlledStub,
} from './BitbucketCloudStub';
import { transfer } from './changes/transfer';
import type { StubContext } from './context';
import { Connections } from './faults/Connections';
import { Faults } from './faults/Faults';
import { DIALECTS } from './grants/dialects';
import { Grants } from './grants/Grants';
import { Deliveries } from './hooks/Deliveries';
import { isLoopback } from './http/hosts';
import { listen } from './http/listen';
import { BitbucketSite, isForBitbucket, OwnSite } from './http/Site';
import { Exchanges } from './journal/Exchanges';
import { Journal } from './journal/Journal';
import { LiveCompany } from './live/LiveCompany';
import { startLive } from './live/startLive';
import { Clock } from './model/Clock';
import type { Person, Seed } from './model/types';
import { pushFiles } from './push/pushFiles';
import { checkSeed, defaultSeedPath, readSeedFile } from './seed/readSeed';
import { Snapshots } from './Snapshots';
import { Store } from './store/Store';
import { deploy, endRun, runPipeline } from './development/pipelines';
import { movePullRequest, openPullRequest } from './development/pullRequests';

/**
 * Starts a stub for Bitbucket Cloud in this process. Several stubs do not affect each other.
 *
 * @throws Error if the port is taken, or if the seed is invalid. In the latter case, it lists the
 * invalid fields.
 *
 * @public
 */
export async function createBitbucketCloudStub(
  options: BitbucketCloudStubOptions = {},
): Promise<BitbucketCloudStub> {
  const site = new OwnSite(options.host);
  const context = createContext(options, site);
  const { deliveries, faults, journal } = context;
  const stub = createStub(context, site);
  const listener = createListener(
    createHandler(context, stub),
    createHandler({ ...context, site: new BitbucketSite(site) }, stub),
  );
  const port = options.port ?? 0;
  // A client that waits for a fixed port may connect before `listen` has returned.
  site.port = port;
  const server = await listen(listener, port, options.host);
  site.port = server.port;
  const live =
    options.live === undefined
      ? undefined
      : startLive(() => stub.live(), options.live);
  return Object.assign(stub, {
    listener,
    close: () => {
      live?.stop();
      faults.clear();
      deliveries.abandon();
      journal.abandon(
        'The stub was closed while a request waited for an entry.',
      );
      return server.close();
    },
  });
}

function createContext(
  options: BitbucketCloudStubOptions,
  site: OwnSite,
): StubContext {
  const dialect = options.dialect ?? 'current';
  const clock = new Clock(options.now);
  const journal = new Journal(clock);
  const exchanges = new Exchanges(journal);
  const connections = new Connections(exchanges);
  const store = new Store(readSeed(options), clock.now());
  return {
    site,
    store,
    grants: new Grants(clock, DIALECTS[dialect]),
    journal,
    exchanges,
    connections,
    deliveries: new Deliveries(clock, uuid => store.hooks.findByUuid(uuid)),
    faults: new Faults(
      () => clock.now(),
      () => connections.release(),
    ),
    control: {
      isOn: options.control ?? isLoopback(options.host),
      host: options.host,
      formToken: randomBytes(16).toString('hex'),
    },
    clock,
    dialect,
    switches: {
      username: true,
      authorizeScope: 'ignored',
      clientCredentialsInBody: 'accepted',
      codeSearch: 'available',
      formerSlug: 'missing',
      openerPolicy: 'unsafe-none',
      pipelineLog: 'redirected',
      pkce: 'ignored',
      rateLimitBody: 'json',
      retryAfter: false,
      ...options.switches,
    },
  };
}

function createStub(context: StubContext, site: OwnSite): ControlledStub {
  const { clock, dialect, deliveries, faults, grants, journal, store } =
    context;
  const snapshots = new Snapshots(context);
  const company = new LiveCompany(context, 1);

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

  return {
    get url() {
      return site.url;
    },
    get apiUrl() {
      return site.apiUrl;
    },
    get port() {
      return site.port;
    },
    dialect,
    journal,
    faults,
    deliveries,
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
    transfer: (workspace, repository, to) =>
      structuredClone(transfer(context, [workspace, repository], to)),
    openPullRequest: (workspace, repository, fields) =>
      openPullRequest(context, [workspace, repository], fields),
    movePullRequest: (place, move) => movePullRequest(context, place, move),
    runPipeline: (workspace, repository, run) =>
      runPipeline(context, [workspace, repository], run),
    endPipeline: (place, result) => endRun(context, place, result),
    live: () => company.step(),
    deploy: (workspace, repository, deployment) =>
      deploy(context, [workspace, repository], deployment),
    waitFor: (match, waiting) => journal.waitFor(match, waiting),
    snapshot: () => snapshots.take(),
    restore: snapshot => snapshots.restore(snapshot),
    reset: () => {
      faults.clear();
      store.reset();
      grants.reset();
      journal.clear();
      deliveries.clear();
      clock.reset();
    },
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

/** Combines the handler of requests to the stub with the one of requests to the hosts of Bitbucket. */
function createListener(
  own: RequestListener,
  bitbucket: RequestListener,
): RequestListener {
  return (incoming, outgoing) =>
    isForBitbucket(incoming.headers.host)
      ? bitbucket(incoming, outgoing)
      : own(incoming, outgoing);
}

function createHandler(
  context: StubContext,
  stub: ControlledStub,
): RequestListener {
  const listener = getRequestListener(createApp(context, stub).fetch, {
    // Otherwise, the adapter would affect all other code in this process.
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
