// A process of the benchmark: the stub for Bitbucket with a workspace for the pages. Arguments:
// pagesBitbucket.mts REPOSITORIES PULL_REQUESTS
import { createSourceRequire } from 'tools/lib/workspace.mts';
import { answer, tellReady } from './messages.mts';
import { pagesConsumer, pagesSeed } from './pagesCompany.mts';

/** The address of the process. */
export interface PagesBitbucket {
  url: string;
  apiUrl: string;
  workspace: string;
  slugs: string[];
}

const require = createSourceRequire(import.meta.url);
const { createBitbucketCloudStub } =
  require('@backstage-bitbucket/bitbucket-cloud-stub') as typeof import('@backstage-bitbucket/bitbucket-cloud-stub');

const [repositories, pullRequests] = process.argv.slice(2).map(Number);
const seed = pagesSeed({ repositories, pullRequests });
const [{ slug: workspace }] = seed.workspaces;
const stub = await createBitbucketCloudStub({
  seed,
  clients: [{ ...pagesConsumer, workspace }],
});

answer({ calls: () => stub.journal.entries({ path: '/2.0/**' }).length });
tellReady({
  url: stub.url,
  apiUrl: stub.apiUrl,
  workspace,
  slugs: (seed.repositories ?? []).map(({ slug }) => slug),
} satisfies PagesBitbucket);
