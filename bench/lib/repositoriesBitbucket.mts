// A process of the benchmark: the stub for Bitbucket with a generated workspace that has repositories, and a proxy that
// sends requests for the hosts of Bitbucket to it. Arguments: repositoriesBitbucket.mts REPOSITORIES PLACE
import { BitbucketProxy } from '@backstage-bitbucket/test-kit';
import { createSourceRequire } from 'tools/lib/workspace.mts';
import { answer, tellReady } from './messages.mts';

/** The address of the process. */
export interface RepositoriesBitbucket {
  url: string;
  apiUrl: string;
  workspace: string;
  /** An API token that only reads. */
  apiToken: { email: string; token: string };
  /** Environment variables with which a process uses the proxy. */
  proxy: Record<string, string>;
}

/** Where the repositories are: in projects of 50 repositories each, or in one project. */
export type RepositoriesPlace = 'projects of 50' | 'one project';

/** A push that adds an entity. */
export interface PushedFile {
  entityRef: string;
  /** As the module for webhooks publishes it. */
  event: {
    topic: string;
    eventPayload: object;
  };
}

const require = createSourceRequire(import.meta.url);
const { createBitbucketCloudStub, generateSeed } =
  require('@backstage-bitbucket/bitbucket-cloud-stub') as typeof import('@backstage-bitbucket/bitbucket-cloud-stub');
const { BITBUCKET_CLOUD_BASE_URL } =
  require('@backstage-bitbucket/plugin-bitbucket-cloud-node') as typeof import('@backstage-bitbucket/plugin-bitbucket-cloud-node');

const seed = generateSeed({
  members: 3,
  repositories: Number(process.argv[2]),
});
const [{ slug: workspace, uuid }] = seed.workspaces;
if ((process.argv[3] as RepositoriesPlace) === 'one project') {
  const [project] = seed.projects ?? [];
  seed.projects = [project];
  seed.repositories = seed.repositories?.map(repository => ({
    ...repository,
    project: project.key,
  }));
}
const repositories = seed.repositories ?? [];
const [{ email }] = seed.people[0].emails;
const token = 'api-token-of-bench';
const stub = await createBitbucketCloudStub({
  seed,
  clients: [
    {
      id: 'bench',
      secret: 'secret-of-bench',
      workspace,
      scopes: ['repository'],
    },
  ],
});
stub.registerAccessToken({ token, email, scopes: ['project', 'repository'] });
const proxy = new BitbucketProxy(stub.listener);
const proxyVariables = await proxy.listen();

function catalogFile(name: string): string {
  return `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
spec:
  type: service
  lifecycle: production
  owner: guests
`;
}

async function push(index: number, name: string): Promise<string> {
  const { commit } = await stub.push(workspace, repositories[index].slug, {
    files: { 'catalog-info.yaml': catalogFile(name) },
  });
  return commit;
}

let pushes = 0;

answer({
  /** Returns the number of requests since the start. */
  requests: () => stub.journal.entries().at(-1)?.id ?? 0,
  /** Pushes to the catalog files of the first repositories. */
  async change(count: number) {
    stub.clock.advance(60_000);
    for (let index = 0; index < count; index++) {
      await push(index, `changed-${index}`);
    }
  },
  /** Pushes to one repository without a call of its webhook. */
  async push(): Promise<PushedFile> {
    pushes += 1;
    const repository = repositories[pushes];
    const name = `pushed-${pushes}`;
    const hash = await push(pushes, name);
    return {
      entityRef: `component:default/${name}`,
      event: {
        topic: 'bitbucketCloud.repo:push',
        eventPayload: {
          repository: {
            uuid: repository.uuid,
            full_name: `${workspace}/${repository.slug}`,
            workspace: { slug: workspace, uuid },
            links: {
              html: {
                href: `${BITBUCKET_CLOUD_BASE_URL}/${workspace}/${repository.slug}`,
              },
            },
          },
          push: {
            changes: [
              { new: { type: 'branch', name: 'main', target: { hash } } },
            ],
          },
        },
      },
    };
  },
});
tellReady({
  url: stub.url,
  apiUrl: stub.apiUrl,
  workspace,
  apiToken: { email, token },
  proxy: proxyVariables,
} satisfies RepositoriesBitbucket);
