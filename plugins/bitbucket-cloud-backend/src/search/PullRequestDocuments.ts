import {
  type BitbucketPullRequest,
  type BitbucketPullRequestDocument,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type BitbucketPullRequestList } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type AuthService } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { type Answers } from '../answers/Answers';
import { type StoredAnswer } from '../answers/AnswerStore';
import { NoAnswerError } from '../answers/NoAnswerError';
import { type EntityRepository } from '../entities/EntityRepositories';
import { followRename } from '../entities/followRename';
import { queryCatalog } from '../entities/queryCatalog';
import {
  NAME_FIELDS,
  REPOSITORY_FIELDS,
  repositoryKeyOf,
  type RepositoryName,
} from '../entities/repositoryOf';

/** Repositories that are read for one index: those that no page has read, or that have changed. */
const MOST_READ = 25;

/** Each pull request has a document for each component of its repository, and an index is one response. */
const MOST_COMPONENTS = 10;
const MOST_DOCUMENTS = 50_000;
/** Pull requests can have hundreds of reviewers. */
const LONGEST_TEXT = 1000;

/** A workspace that the index covers. */
export interface IndexedWorkspace {
  workspace: string;
  /** Whether at least half of the calls of the hour are free. */
  isHalfFree(): Promise<boolean>;
}

/** Finds the open pull requests of all components, mostly without calls. */
export class PullRequestDocuments {
  constructor(
    private readonly deps: {
      answers: Answers;
      auth: AuthService;
      catalog: CatalogService;
      repositories: {
        locate(entity: Entity): Promise<EntityRepository | undefined>;
        workspaceOf(
          name: RepositoryName,
        ): Promise<IndexedWorkspace | undefined>;
      };
    },
  ) {}

  /**
   * Returns a document for each open pull request of each component; of the first 10 components of a repository, and at
   * most 50,000.
   */
  async list(): Promise<BitbucketPullRequestDocument[]> {
    const { auth, catalog } = this.deps;
    const credentials = await auth.getOwnServiceCredentials();
    const components = queryCatalog(
      catalog,
      {
        filter: { kind: 'component' },
        fields: [...NAME_FIELDS, ...REPOSITORY_FIELDS],
      },
      credentials,
    );
    const lists = new Map<string, BitbucketPullRequest[]>();
    const counts = new Map<string, number>();
    const documents: BitbucketPullRequestDocument[] = [];
    const budget = { reads: MOST_READ };
    for await (const component of components) {
      const place = await this.deps.repositories.locate(component);
      if (place) {
        const key = repositoryKeyOf(place.name).toLowerCase();
        const count = counts.get(key) ?? 0;
        counts.set(key, count + 1);
        if (count >= MOST_COMPONENTS) {
          continue;
        }
        if (!lists.has(key)) {
          lists.set(key, await this.#read(place, budget));
        }
        documents.push(
          ...lists
            .get(key)!
            .map(each => toDocument(component, each, count === 0)),
        );
        if (documents.length >= MOST_DOCUMENTS) {
          return documents.slice(0, MOST_DOCUMENTS);
        }
      }
    }
    return documents;
  }

  async #read(
    place: EntityRepository,
    budget: { reads: number },
  ): Promise<BitbucketPullRequest[]> {
    const known = await this.deps.answers.peek({
      repository: repositoryKeyOf(place.name),
      question: 'pull-requests:open',
    });
    const workspace = await this.deps.repositories.workspaceOf(place.name);
    if (
      isOutOfDate(known) &&
      budget.reads > 0 &&
      (await workspace?.isHalfFree())
    ) {
      budget.reads -= 1;
      try {
        const { answer } = await followRename(place, ({ name, pages }) =>
          pages.openPullRequests(name),
        );
        return answer.data.pullRequests;
      } catch (error) {
        ignoreMissingAnswer(error);
      }
    }
    return (
      (known?.data as BitbucketPullRequestList | undefined)?.pullRequests ?? []
    );
  }
}

/** Without webhooks, old answers remain: pull requests of pages that people open are newer. */
function isOutOfDate(known: StoredAnswer | undefined): boolean {
  return known?.data === undefined || known.changedAt >= known.readAt;
}

/** The index then contains what was known before. */
function ignoreMissingAnswer(error: unknown) {
  if (!(error instanceof NoAnswerError)) {
    throw error;
  }
}

/**
 * @param isFirst - whether no other component has a document of this pull request
 */
function toDocument(
  component: Entity,
  pullRequest: BitbucketPullRequest,
  isFirst: boolean,
): BitbucketPullRequestDocument {
  const entityRef = stringifyEntityRef(component);
  const { author, id, repository, reviewers, state, title, updatedAt, url } =
    pullRequest;
  const authorName = author?.name ?? 'Unknown';
  const people = [authorName, ...reviewers.map(({ name }) => name)].join(', ');
  return {
    title,
    text: `${repository} #${id}, from ${
      pullRequest.sourceBranch ?? 'a deleted branch'
    } to ${pullRequest.targetBranch ?? 'a deleted branch'}: ${people}`.slice(
      0,
      LONGEST_TEXT,
    ),
    // The search in memory merges documents of the same location, and marks a word twice.
    location: isFirst ? url : `${url}#${entityRef}`,
    authorization: { resourceRef: entityRef },
    entityRef,
    repository,
    number: id,
    author: authorName,
    status: state,
    updatedAt,
  };
}
