import {
  type BitbucketAnswer,
  type BitbucketFailedRepository,
  type BitbucketRepositoryAnswer,
  type BitbucketRepositoryAnswers,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import pLimit from 'p-limit';
import { NoAnswerError, NotReadError } from '../answers/NoAnswerError';
import { type EntityRepository } from '../entities/EntityRepositories';
import { followRename } from '../entities/followRename';
import { listComponents, type SharedRepository } from './groupByRepository';

/** One page must not take all connections of the database, nor Bitbucket's patience. */
const READS_AT_ONCE = 4;

/**
 * Reads several repositories, by their current names. One that cannot be read does not affect the others.
 *
 * @returns the answers, without `leftOut`; `unread`: the number of repositories that may not be read now
 */
export async function readRepositories<T>(
  repositories: readonly SharedRepository[],
  read: (place: EntityRepository) => Promise<BitbucketAnswer<T>>,
): Promise<
  Omit<BitbucketRepositoryAnswers<T>, 'leftOut'> & { unread: number }
> {
  const limit = pLimit(READS_AT_ONCE);
  const results = await Promise.all(
    repositories.map(({ components, place, repository }) =>
      limit(
        async (): Promise<
          BitbucketRepositoryAnswer<T> | BitbucketFailedRepository | undefined
        > => {
          try {
            const { answer } = await followRename(place, read);
            return { components, repository, answer };
          } catch (error) {
            if (error instanceof NoAnswerError) {
              return { components, repository, problem: error.problem };
            }
            if (error instanceof NotReadError) {
              return undefined;
            }
            throw error;
          }
        },
      ),
    ),
  );
  return {
    answers: mergeRenamed(
      results.filter(each => each !== undefined && 'answer' in each),
    ),
    failed: results.filter(each => each !== undefined && 'problem' in each),
    unread: results.filter(each => !each).length,
  };
}

/** Returns the current name of a repository. */
export function currentNameOf({
  answer,
  repository,
}: BitbucketRepositoryAnswer<unknown>): string {
  return answer.renamedTo ?? repository;
}

/** Some components can have the former name of a repository, and others its current name. */
function mergeRenamed<T>(
  answers: readonly BitbucketRepositoryAnswer<T>[],
): BitbucketRepositoryAnswer<T>[] {
  const found = new Map<string, BitbucketRepositoryAnswer<T>>();
  for (const each of answers) {
    const key = currentNameOf(each).toLowerCase();
    const other = found.get(key);
    // The answer with the former name contains the current one, too.
    const [first, second] = each.answer.renamedTo
      ? [each, other]
      : [other ?? each, other && each];
    found.set(key, {
      ...first,
      components: listComponents([
        ...first.components,
        ...(second?.components ?? []),
      ]),
    });
  }
  return [...found.values()];
}

/** Returns when the oldest answer was read. Without an answer, there is nothing older than now. */
export function oldestOf(
  answers: readonly { answer: { readAt: string } }[],
): string {
  const times = answers.map(({ answer }) => Date.parse(answer.readAt));
  return new Date(Math.min(...times, Date.now())).toISOString();
}
