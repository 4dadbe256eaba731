// A process of the benchmark: the stub for Bitbucket with a generated workspace that has repositories. Arguments:
// repositoriesBitbucket.mts REPOSITORIES
import { createSourceRequire } from 'tools/lib/workspace.mts';
import { answer, tellReady } from './messages.mts';

/** The address of the process. */
export interface RepositoriesBitbucket {
  url: string;
  apiUrl: string;
  workspace: string;
}

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

const seed = generateSeed({
  members: 3,
  repositories: Number(process.argv[2]),
});
const [{ slug: workspace, uuid }] = seed.workspaces;
const repositories = seed.repositories ?? [];
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
} satisfies RepositoriesBitbucket);
