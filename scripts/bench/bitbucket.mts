// A process of the benchmark: the stand-in for Bitbucket behind a proxy that plays its hosts.
import { requireFrom } from '../lib/workspace.mts';
import { answer, tellReady } from './messages.mts';
import { consumerOf, personOf, signInIndexes, workspace } from './people.mts';
import { TlsProxy } from './tls-proxy.mts';

/** What the parent wants of it, as the first argument in JSON. */
export type BitbucketOptions = {
  certificate: { cert: string; key: string };
  /** Size of the catalog, in users. */
  users: number;
  /** The backends that sign people in, by name, and their URLs. */
  backends: { name: string; url: string }[];
};

/** Where the parent finds it. */
export type BitbucketAddress = { standInUrl: string; proxyPort: number };

const options: BitbucketOptions = JSON.parse(process.argv[2]);

const require = requireFrom('packages/bitbucket-cloud-stub');
require('@backstage/cli/config/nodeTransform.cjs');
const { createBitbucketCloudStub } =
  require('./src') as typeof import('../../packages/bitbucket-cloud-stub/src');

const stub = await createBitbucketCloudStub({
  seed: {
    workspaces: [workspace],
    people: signInIndexes(options.users).map(personOf),
    clients: options.backends.map(({ name, url }) =>
      consumerOf(name, `${url}/api/auth/bitbucket`),
    ),
  },
});
const proxy = new TlsProxy(stub.port);
const proxyPort = await proxy.listen(options.certificate);

answer({
  latency(milliseconds: number) {
    proxy.latency = milliseconds;
  },
  traffic: () => proxy.takeTraffic(),
});
tellReady({ standInUrl: stub.url, proxyPort } satisfies BitbucketAddress);
