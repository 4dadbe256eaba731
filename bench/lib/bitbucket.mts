// A process of the benchmark: the stub for Bitbucket behind a proxy that handles its hosts.
import { BitbucketProxy } from '@backstage-bitbucket/test-kit';
import { createSourceRequire } from 'tools/lib/workspace.mts';
import { answer, tellReady } from './messages.mts';
import { consumerOf, personOf, signInIndexes, workspace } from './people.mts';

/** The options from the parent, as the first argument in JSON. */
export interface BitbucketOptions {
  /** Size of the catalog, in users. */
  users: number;
  /** The backends for sign-ins, by name, and their URLs. */
  backends: { name: string; url: string }[];
}

/** The traffic since the last call. */
export interface Traffic {
  requests: number;
  connections: number;
}

/** The address for the parent. `proxy` contains the variables with which a process uses the proxy. */
export interface BitbucketAddress {
  stubUrl: string;
  proxy: Record<string, string>;
}

const options: BitbucketOptions = JSON.parse(process.argv[2]);

const require = createSourceRequire(import.meta.url);
const { createBitbucketCloudStub } =
  require('@backstage-bitbucket/bitbucket-cloud-stub') as typeof import('@backstage-bitbucket/bitbucket-cloud-stub');

const stub = await createBitbucketCloudStub({
  seed: {
    workspaces: [workspace],
    people: signInIndexes(options.users).map(personOf),
    clients: options.backends.map(({ name, url }) =>
      consumerOf(name, `${url}/api/auth/bitbucket`),
    ),
  },
});
const proxy = new BitbucketProxy(stub.listener);
const variables = await proxy.listen();

answer({
  latency(milliseconds: number) {
    stub.faults.clear();
    if (milliseconds > 0) {
      for (const path of ['/site/oauth2/access_token', '/2.0/**']) {
        stub.faults.add({ path, latency: milliseconds });
      }
    }
  },
  traffic(): Traffic {
    const requests = stub.journal.entries().length;
    stub.journal.clear();
    return { requests, connections: proxy.takeConnections() };
  },
});
tellReady({ stubUrl: stub.url, proxy: variables } satisfies BitbucketAddress);
