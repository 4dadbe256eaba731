import {
  type BackstageCredentials,
  type BackstageUserPrincipal,
  type UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  type BitbucketAnswer,
  type BitbucketFailedRepository,
  type BitbucketHome,
  type BitbucketHomePipeline,
  type BitbucketHomePullRequest,
  type BitbucketRenamedRepository,
  type BitbucketRepositoryAnswer,
  type BitbucketRepositoryComponents,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  BITBUCKET_USER_ID_ANNOTATION,
  normalizeBitbucketUuid,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { NoAnswerError } from '../answers/NoAnswerError';
import { type Channels } from '../events/Channels';
import { type SharedRepository } from '../collections/groupByRepository';
import {
  currentNameOf,
  oldestOf,
  readRepositories,
} from '../collections/readRepositories';
import { type Patience } from '../pages/questions';
import { findRedPipelines, isAuthor, waitsForReview } from './findOwn';
import { type ReadableRepositories } from './ReadableRepositories';

type UserCredentials = BackstageCredentials<BackstageUserPrincipal>;

/** The home page is opened more often than other pages, and reads all repositories. */
const MAX_AGE_MS = 30 * 60_000;
/** The others are read by the next requests, so that a request takes seconds at most. */
const READS_OF_REQUEST = 40;
/** The repositories of the user and their groups come first. */
const MOST_REPOSITORIES = 200;
/** In each list of the page. All repositories together can have 40,000 open pull requests. */
const MOST_ITEMS = 200;

/**
 * Finds what concerns a user, in the answers that the tabs of components share.
 *
 * Bitbucket lists the pull requests that an account created in a workspace, but not those that it reviews. Asking for
 * the reviews of each user would need a call for each repository and user. One list of pull requests for each repository
 * serves all users, and webhooks keep it current.
 */
export class HomeAnswers {
  constructor(
    private readonly deps: {
      catalog: CatalogService;
      channels: Channels;
      userInfo: UserInfoService;
      repositories: ReadableRepositories;
    },
  ) {}

  /** @throws NoAnswerError if there is no answer about any repository, unless all of them are gone */
  async get(
    credentials: UserCredentials,
  ): Promise<BitbucketAnswer<BitbucketHome>> {
    const { catalog, channels, repositories, userInfo } = this.deps;
    // The browser does not choose the account.
    const user = await userInfo.getUserInfo(credentials);
    const entity = await catalog.getEntityByRef(user.userEntityRef, {
      credentials,
    });
    const id = entity?.metadata.annotations?.[BITBUCKET_USER_ID_ANNOTATION];
    if (!id?.trim()) {
      return { data: emptyHome(false), readAt: new Date().toISOString() };
    }
    const found = await repositories.find(
      user.ownershipEntityRefs,
      credentials,
    );
    const chosen = found.slice(0, MOST_REPOSITORIES);
    const uuid = normalizeBitbucketUuid(id);
    const answer = await readHome(chosen, {
      uuid,
      leftOut: found.length - chosen.length,
    });
    return { ...answer, channel: await channels.ofPerson(uuid) };
  }
}

async function readHome(
  repositories: SharedRepository[],
  { leftOut, uuid }: { leftOut: number; uuid: string },
): Promise<BitbucketAnswer<BitbucketHome>> {
  let reads = 0;
  const patience: Patience = {
    maxAgeMs: MAX_AGE_MS,
    mayRead: () => ++reads <= READS_OF_REQUEST,
  };
  const pulls = await readRepositories(repositories, ({ name, pages }) =>
    pages.pullRequests(name, 'open', patience),
  );
  const runs = await readRepositories(repositories, ({ name, pages }) =>
    pages.pipelines(name, patience),
  );
  const answers = [...pulls.answers, ...runs.answers];
  const failed = mergeFailed(pulls.failed, runs.failed);
  const [outage] = failed.filter(({ problem }) => problem.kind !== 'gone');
  if (answers.length === 0 && outage) {
    throw new NoAnswerError(outage.problem);
  }
  const open = pulls.answers.flatMap(({ answer, components }) =>
    answer.data.pullRequests.map(
      (each): BitbucketHomePullRequest => ({ ...each, components }),
    ),
  );
  const own = open.filter(each => isAuthor(each, uuid));
  return {
    data: {
      ...emptyHome(true),
      reviews: open
        .filter(each => waitsForReview(each, uuid))
        .sort(byTime('createdAt'))
        .slice(0, MOST_ITEMS),
      pullRequests: own
        .sort(byTime('updatedAt'))
        .reverse()
        .slice(0, MOST_ITEMS),
      pipelines: runs.answers
        .flatMap(found =>
          findRedPipelines(found.answer.data, {
            uuid,
            branches: own
              .filter(each => isIn(each, currentNameOf(found)))
              .flatMap(({ sourceBranch }) => sourceBranch ?? []),
          }).map(
            (each): BitbucketHomePipeline => ({
              ...each,
              components: found.components,
            }),
          ),
        )
        .sort(byTime('createdAt'))
        .reverse()
        .slice(0, MOST_ITEMS),
      repositories: repositories.length + leftOut,
      failed,
      renamed: findRenamed(answers),
      unread: Math.max(pulls.unread, runs.unread),
      leftOut,
    },
    readAt: oldestOf(answers),
  };
}

function emptyHome(isLinked: boolean): BitbucketHome {
  return {
    isLinked,
    reviews: [],
    pullRequests: [],
    pipelines: [],
    repositories: 0,
    failed: [],
    renamed: [],
    unread: 0,
    leftOut: 0,
  };
}

/** Each repository once, although two questions can fail. */
function mergeFailed(
  ...lists: BitbucketFailedRepository[][]
): BitbucketFailedRepository[] {
  const found = new Map(
    lists.flat().map(each => [each.repository, each] as const),
  );
  return [...found.values()].sort(byName);
}

/** Returns each repository once, although there are two answers about it. */
function findRenamed(
  answers: BitbucketRepositoryAnswer<unknown>[],
): BitbucketRenamedRepository[] {
  const found = new Map(
    answers.flatMap(({ answer: { renamedTo }, components, repository }) =>
      renamedTo
        ? [[repository, { components, renamedTo, repository }] as const]
        : [],
    ),
  );
  return [...found.values()].sort(byName);
}

function byName(
  a: BitbucketRepositoryComponents,
  b: BitbucketRepositoryComponents,
): number {
  return a.repository < b.repository ? -1 : 1;
}

function byTime<K extends string>(field: K) {
  return (a: Record<K, string>, b: Record<K, string>) =>
    Date.parse(a[field]) - Date.parse(b[field]);
}

function isIn(
  pullRequest: { repository: string },
  repository: string,
): boolean {
  return pullRequest.repository.toLowerCase() === repository.toLowerCase();
}
