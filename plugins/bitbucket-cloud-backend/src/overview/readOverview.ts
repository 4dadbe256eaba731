import {
  type BitbucketAnswer,
  type BitbucketEnvironment,
  type BitbucketOverview,
  type BitbucketOverviewPart,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { NoAnswerError } from '../answers/NoAnswerError';
import { type EntityRepository } from '../entities/EntityRepositories';

/**
 * Reads the overview of a repository. Except for the facts, it consists of the answers for the tabs of the component,
 * so it needs no further calls.
 *
 * @throws NoAnswerError if no part has an answer
 */
export async function readOverview({
  name,
  pages,
}: Pick<EntityRepository, 'name' | 'pages'>): Promise<
  BitbucketAnswer<BitbucketOverview>
> {
  const pipelines = toPart(pages.pipelines(name), data => data);
  const [facts, deployment, openPullRequests] = await Promise.all([
    toPart(pages.facts.get(name), data => data),
    // Current pipelines show whether anything was deployed since.
    pipelines.then(() => toPart(pages.environments(name), lastDeployment)),
    toPart(pages.pullRequests(name, 'open'), ({ hasMore, pullRequests }) => ({
      count: pullRequests.length,
      hasMore,
    })),
  ]);
  const main = await readMain();
  const parts = [facts, deployment, openPullRequests, main];
  const times = parts.flatMap(part => part.readAt ?? []);
  if (times.length === 0) {
    throw new NoAnswerError(facts.problem!);
  }
  return {
    data: {
      repository: `${name.workspace}/${name.slug}`,
      facts,
      main,
      deployment,
      openPullRequests,
    },
    readAt: times.sort()[0],
  };

  async function readMain(): Promise<BitbucketOverview['main']> {
    if (facts.readAt === undefined) {
      return facts;
    }
    const { mainBranch } = facts.data;
    if (mainBranch === undefined) {
      return { ...facts, data: { statuses: [] } };
    }
    const known = await pipelines;
    const pipeline: BitbucketOverview['main'] =
      known.readAt === undefined
        ? known
        : {
            ...known,
            data: {
              pipeline: known.data.find(({ ref }) => ref === mainBranch),
              statuses: [],
            },
          };
    // Only a repository that another tool builds costs more calls.
    return pipeline.data?.pipeline
      ? pipeline
      : toPart(pages.facts.mainStatuses(name, mainBranch), statuses => ({
          statuses,
        }));
  }
}

async function toPart<T, U>(
  answer: Promise<BitbucketAnswer<T>>,
  convert: (data: T) => U,
): Promise<BitbucketOverviewPart<U>> {
  try {
    const { data, ...rest } = await answer;
    return { data: convert(data), ...rest };
  } catch (error) {
    if (error instanceof NoAnswerError) {
      return { problem: error.problem };
    }
    throw error;
  }
}

/** What runs in production, or else the last deployment to any environment. */
function lastDeployment(environments: readonly BitbucketEnvironment[]) {
  const deployed = environments.filter(({ current }) => current);
  const production = deployed.filter(({ type }) => type === 'Production');
  const [latest] = (production.length > 0 ? production : deployed).sort(
    (a, b) => timeOf(b) - timeOf(a),
  );
  return latest
    ? {
        environment: { name: latest.name, type: latest.type },
        deployment: latest.current,
      }
    : {};
}

function timeOf({ current }: BitbucketEnvironment): number {
  return Date.parse(current?.endedAt ?? current?.startedAt ?? '') || 0;
}
