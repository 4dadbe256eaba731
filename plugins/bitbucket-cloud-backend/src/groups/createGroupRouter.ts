import { type HttpAuthService } from '@backstage/backend-plugin-api';
import {
  type BitbucketAnswer,
  type BitbucketRepositoryAnswers,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type Request } from 'express';
import Router from 'express-promise-router';
import { NoAnswerError } from '../answers/NoAnswerError';
import { type SharedRepository } from '../collections/groupByRepository';
import { oldestOf, readRepositories } from '../collections/readRepositories';
import { type EntityRepository } from '../entities/EntityRepositories';
import { type Channels } from '../events/Channels';
import { readStatus } from '../http/readStatus';
import { sendAnswer } from '../http/sendAnswer';
import { repositoryKeyOf } from '../entities/repositoryOf';
import { type GroupRepositories } from './GroupRepositories';

/** A page of a group reads at most this number of repositories. */
export const MOST_REPOSITORIES = 50;
/** The pages of components have more of them. */
const PULL_REQUESTS_OF_REPOSITORY = 50;
const PIPELINES_OF_REPOSITORY = 10;

/**
 * The routes of a group: what Bitbucket has about all components of the group and of the groups below it. Each requires
 * a user who can read the group, and contains only components that the user can read.
 */
export function createGroupRouter({
  channels,
  groups,
  httpAuth,
}: {
  channels: Channels;
  groups: GroupRepositories;
  httpAuth: HttpAuthService;
}) {
  const router = Router();

  const get = <T>(
    path: string,
    read: (
      place: EntityRepository,
      req: Request,
    ) => Promise<BitbucketAnswer<T>>,
  ) =>
    router.get(`/groups/:namespace/:name/${path}`, async (req, res) => {
      const credentials = await httpAuth.credentials(req, { allow: ['user'] });
      const { name, namespace } = req.params as Record<string, string>;
      await sendAnswer(res, async () => {
        const found = await groups.find(
          { kind: 'group', name, namespace },
          credentials,
        );
        return readGroup(found, async place => ({
          ...(await read(place, req)),
          channel: await channels.of(repositoryKeyOf(place.name)),
        }));
      });
    });

  get('pull-requests', async ({ name, pages }, { query }) => {
    const answer = await pages.pullRequests(name, readStatus(query));
    const { hasMore, pullRequests } = answer.data;
    return {
      ...answer,
      data: {
        pullRequests: pullRequests.slice(0, PULL_REQUESTS_OF_REPOSITORY),
        hasMore: hasMore || pullRequests.length > PULL_REQUESTS_OF_REPOSITORY,
      },
    };
  });
  get('pipelines', async ({ name, pages }) => {
    const answer = await pages.pipelines(name);
    return { ...answer, data: answer.data.slice(0, PIPELINES_OF_REPOSITORY) };
  });
  get('environments', async ({ name, pages }) => {
    const answer = await pages.environments(name);
    return {
      ...answer,
      data: answer.data.map(environment => ({
        ...environment,
        history: environment.history.slice(0, 1),
      })),
    };
  });
  return router;
}

/** @throws NoAnswerError if there is no answer about any repository, unless all of them are gone */
async function readGroup<T>(
  repositories: SharedRepository[],
  read: (place: EntityRepository) => Promise<BitbucketAnswer<T>>,
): Promise<BitbucketAnswer<BitbucketRepositoryAnswers<T>>> {
  const { answers, failed } = await readRepositories(
    repositories.slice(0, MOST_REPOSITORIES),
    read,
  );
  const [outage] = failed.filter(({ problem }) => problem.kind !== 'gone');
  if (answers.length === 0 && outage) {
    throw new NoAnswerError(outage.problem);
  }
  return {
    data: {
      answers,
      failed,
      leftOut: Math.max(0, repositories.length - MOST_REPOSITORIES),
    },
    readAt: oldestOf(answers),
  };
}
