import {
  type BitbucketAnswer,
  type BitbucketProblem,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { NoAnswerError } from '../answers/NoAnswerError';
import { type EntityRepository } from './EntityRepositories';
import { type RepositoryName } from './repositoryOf';

/** An answer, and the name by which it was read. */
interface Followed {
  answer: BitbucketAnswer<unknown>;
  name: RepositoryName;
}

/**
 * Asks about the repository of an entity. If Bitbucket has none with this name, and the entity knows the uuid, it asks
 * again with the current name.
 */
export async function followRename(
  found: EntityRepository,
  ask: (found: EntityRepository) => Promise<BitbucketAnswer<unknown>>,
): Promise<Followed> {
  const { name } = found;
  const first = await attempt(() => ask(found));
  if (first.problem?.kind !== 'gone' || !name.uuid) {
    return { answer: unwrap(first), name };
  }
  const { answer: current } = await attempt(() =>
    found.pages.currentName(name.uuid!),
  );
  const next = current?.problem ? undefined : current?.data;
  if (!next || isSame(next, name)) {
    return { answer: unwrap(first), name };
  }
  if (next.workspace.toLowerCase() !== name.workspace.toLowerCase()) {
    throw new NoAnswerError({
      kind: 'gone',
      message: 'The repository is now in another workspace of Bitbucket.',
    });
  }
  const renamedTo = `${next.workspace}/${next.slug}`;
  const answer = await ask({ ...found, name: { ...name, ...next } });
  return { answer: { ...answer, renamedTo }, name: next };
}

interface Attempt<T> {
  answer?: BitbucketAnswer<T>;
  problem?: BitbucketProblem;
}

async function attempt<T>(
  ask: () => Promise<BitbucketAnswer<T>>,
): Promise<Attempt<T>> {
  try {
    const answer = await ask();
    return { answer, problem: answer.problem };
  } catch (error) {
    if (error instanceof NoAnswerError) {
      return { problem: error.problem };
    }
    throw error;
  }
}

function unwrap({ answer, problem }: Attempt<unknown>) {
  if (!answer) {
    throw new NoAnswerError(problem!);
  }
  return answer;
}

function isSame(one: RepositoryName, other: RepositoryName): boolean {
  return (
    `${one.workspace}/${one.slug}`.toLowerCase() ===
    `${other.workspace}/${other.slug}`.toLowerCase()
  );
}
