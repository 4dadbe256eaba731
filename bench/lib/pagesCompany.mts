import type { Seed } from '@backstage-bitbucket/bitbucket-cloud-stub';
import { createSourceRequire } from 'tools/lib/workspace.mts';

const require = createSourceRequire(import.meta.url);
const { generateSeed } =
  require('@backstage-bitbucket/bitbucket-cloud-stub') as typeof import('@backstage-bitbucket/bitbucket-cloud-stub');

/** The OAuth consumer of the portal. */
export const pagesConsumer = {
  id: 'bench',
  secret: 'secret-of-bench',
  scopes: ['pullrequest', 'pipeline', 'repository', 'webhook'],
};

/** Returns a workspace whose repositories have pull requests, pipelines and deployments. */
export function pagesSeed(options: {
  repositories: number;
  pullRequests: number;
}): Seed {
  const seed = generateSeed({
    members: 20,
    repositories: options.repositories,
  });
  const people = seed.people.map(({ username }) => username);
  return {
    ...seed,
    activity: {
      logs: { log: 'done\n' },
      definitions: {
        service: {
          image: 'node:24',
          steps: [
            { name: 'Test', seconds: 90, script: ['yarn test'], log: 'log' },
            {
              name: 'Deploy to test',
              seconds: 30,
              script: ['./deploy.sh test'],
              log: 'log',
              deployment: 'Test',
            },
          ],
          custom: {
            name: 'deploy-to-production',
            steps: [
              {
                name: 'Deploy to production',
                seconds: 60,
                script: ['./deploy.sh production'],
                log: 'log',
                deployment: 'Production',
              },
            ],
          },
        },
      },
      repositories: (seed.repositories ?? []).map(({ slug, workspace }) => ({
        repository: `${workspace}/${slug}`,
        definition: 'service',
        runs: 'SSSFSSCS',
        people: people.slice(0, 3),
        pull_requests: Array.from(
          { length: options.pullRequests },
          (_, index) => ({
            title: `Change ${index + 1}`,
            author: people[index % people.length],
            branch: `feature/change-${index + 1}`,
            created: `${options.pullRequests - index}h`,
            reviewers: {
              [people[(index + 1) % people.length]]: 'pending' as const,
            },
            files: { [`changes/${index + 1}.md`]: `Change ${index + 1}\n` },
          }),
        ),
      })),
    },
  };
}
