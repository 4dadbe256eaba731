import { createSourceRequire } from 'tools/lib/workspace.mts';
import { consumerOf, personOf, uuidOf, workspace } from './people.mts';

const require = createSourceRequire(import.meta.url);

const { createBitbucketCloudStub } =
  require('@backstage-bitbucket/bitbucket-cloud-stub') as typeof import('@backstage-bitbucket/bitbucket-cloud-stub');
const { DatabaseManager } =
  require('@backstage/backend-defaults/database') as typeof import('@backstage/backend-defaults/database');
const { ConfigReader } =
  require('@backstage/config') as typeof import('@backstage/config');
const { BitbucketOAuthClient } =
  require('@backstage-bitbucket/plugin-bitbucket-cloud-node') as typeof import('@backstage-bitbucket/plugin-bitbucket-cloud-node');
const { openTestInstance } =
  require('../../plugins/auth-backend-module-bitbucket-provider/src/__testUtils__/openTestInstance') as typeof import('../../plugins/auth-backend-module-bitbucket-provider/src/__testUtils__/openTestInstance.ts');

const callbackUrl = 'http://localhost/api/auth/bitbucket';
const consumer = consumerOf('sessions', callbackUrl);
const BITBUCKET_CALLS_PER_HOUR = 1000;

const quiet = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => quiet,
};

/**
 * Instances of a portal without HTTP, the catalog and Backstage tokens, which a page load requires in
 * addition.
 */
export async function openPortals(options: {
  people: number;
  instances: number;
}) {
  const stub = await createBitbucketCloudStub({
    seed: {
      workspaces: [workspace],
      people: Array.from({ length: options.people }, (_, index) =>
        personOf(index),
      ),
      clients: [consumer],
    },
  });
  const database = DatabaseManager.fromConfig(
    new ConfigReader({
      backend: {
        database: { client: 'better-sqlite3', connection: ':memory:' },
      },
    }),
  ).forPlugin('auth', {
    logger: quiet,
    lifecycle: { addShutdownHook: () => {}, addStartupHook: () => {} },
  });
  const counts = { calls: 0, checked: 0, ended: 0 };
  const now = () => stub.clock.now();
  const instances: Awaited<ReturnType<typeof openTestInstance>>[] = [];
  // Sequential, as in production: the first one runs the migrations.
  while (instances.length < options.instances) {
    instances.push(
      await openTestInstance({
        baseUrl: stub.url,
        apiBaseUrl: stub.apiUrl,
        clientId: consumer.id,
        clientSecret: consumer.secret,
        allowedWorkspaces: [workspace.slug],
        database,
        logger: quiet,
        now,
        onCheck: outcome => {
          counts.checked += ['changed', 'unchanged'].includes(outcome) ? 1 : 0;
          counts.ended += outcome === 'ended' ? 1 : 0;
        },
        onRequest: () => {
          counts.calls += 1;
        },
      }),
    );
  }
  const oauth = new BitbucketOAuthClient({
    clientId: consumer.id,
    clientSecret: consumer.secret,
    baseUrl: stub.url,
  });
  let isAway = false;

  return {
    instances,
    bitbucket: {
      now,
      advanceTo: (time: number) =>
        stub.clock.advance(Math.max(0, time - now())),
      /** Applies Bitbucket's rate limit from now on. */
      limit() {
        stub.journal.clear();
        stub.faults.add({ path: '/**', rateLimit: BITBUCKET_CALLS_PER_HOUR });
      },
      setAway(away: boolean) {
        if (away !== isAway) {
          isAway = away;
          stub.faults.clear();
          if (away) {
            stub.faults.add({ path: '/**', status: 503 });
          } else {
            this.limit();
          }
        }
      },
    },
    /** Signs in a user whose session was checked some time ago. Returns the cookie. */
    async signIn(person: number, age: number): Promise<string> {
      const code = await consent(stub.url, uuidOf(person));
      const tokens = await oauth.exchangeCode({
        code,
        redirectUri: callbackUrl,
      });
      return instances[0].createSession({
        uuid: uuidOf(person),
        tokens,
        checkedAt: now() - age,
      });
    },
    /** Returns the events since the last call. */
    takeCounts() {
      const taken = { ...counts };
      Object.assign(counts, { calls: 0, checked: 0, ended: 0 });
      return taken;
    },
    async stop() {
      await stub.close();
    },
  };
}

export type OpenPortals = Awaited<ReturnType<typeof openPortals>>;

async function consent(url: string, account: string): Promise<string> {
  const response = await fetch(`${url}/site/oauth2/authorize`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      response_type: 'code',
      client_id: consumer.id,
      redirect_uri: callbackUrl,
      scope: 'account',
      state: 'bench',
      account,
    }),
  });
  await response.arrayBuffer();
  const location = response.headers.get('location') ?? '';
  const code = URL.parse(location)?.searchParams.get('code');
  if (!code) {
    throw new Error(`The stub returned no code: status ${response.status}`);
  }
  return code;
}
