// A process of the benchmark: the stub for Bitbucket with a workspace that it makes up.
// Called as: workspace-bitbucket.mts MEMBERS CALLBACK
import { requireFrom } from '../lib/workspace.mts';
import { answer, tellReady } from './messages.mts';

/** Where the parent finds it, and whom it can sign in. */
export type WorkspaceBitbucket = {
  url: string;
  apiUrl: string;
  workspace: string;
  /** Uuids. */
  people: string[];
};

const [members, callbackUrl] = process.argv.slice(2);

const require = requireFrom('packages/bitbucket-cloud-stub');
require('@backstage/cli/config/nodeTransform.cjs');
const { createBitbucketCloudStub, generateSeed } =
  require('./src') as typeof import('../../packages/bitbucket-cloud-stub/src');

const seed = generateSeed({ members: Number(members), repositories: 0 });
const [{ slug }] = seed.workspaces;
const stub = await createBitbucketCloudStub({
  seed,
  clients: [
    {
      id: 'bench',
      secret: 'secret-of-bench',
      callbackUrl,
      workspace: slug,
      scopes: ['account', 'email'],
    },
  ],
});

answer({
  /** Calls since the last question. */
  calls() {
    const count = stub.journal.entries({ path: '/2.0/**' }).length;
    stub.journal.clear();
    return count;
  },
  rename(index: number) {
    stub.update(seed.people[index].uuid, { display_name: 'Renamed Person' });
  },
});
tellReady({
  url: stub.url,
  apiUrl: stub.apiUrl,
  workspace: slug,
  people: seed.people.map(({ uuid }) => uuid),
} satisfies WorkspaceBitbucket);
