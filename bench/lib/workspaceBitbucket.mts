// A process of the benchmark: the stub for Bitbucket with a generated workspace. Arguments:
// workspaceBitbucket.mts MEMBERS CALLBACK
import { createSourceRequire } from 'tools/lib/workspace.mts';
import { answer, tellReady } from './messages.mts';

/** The address of the process, and the accounts that can sign in. */
export interface WorkspaceBitbucket {
  url: string;
  apiUrl: string;
  workspace: string;
  /** Uuids. */
  people: string[];
}

const [members, callbackUrl] = process.argv.slice(2);

const require = createSourceRequire(import.meta.url);
const { createBitbucketCloudStub, generateSeed } =
  require('@backstage-bitbucket/bitbucket-cloud-stub') as typeof import('@backstage-bitbucket/bitbucket-cloud-stub');

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
