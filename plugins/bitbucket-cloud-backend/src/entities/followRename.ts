import {
  type BitbucketAnswer,
  type BitbucketProblem,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { NoAnswerError } from '../answers/NoAnswerError';
import { type EntityRepository } from './EntityRepositories';
import { repositoryKeyOf, type RepositoryName } from './repositoryOf';

/** An answer, and where it was read. */
interface Followed<T> {
  answer: BitbucketAnswer<T>;
  place: EntityRepository;
}

/**
 * Asks about the repository of an entity. If Bitbucket has none with this name, and the uuid is known from the entity, from an earlier
 * answer or from a webhook,
 * it asks again with the current name, also in another workspace that the portal reads.
 */
export async function followRename<T>(
  found: EntityRepository,
  ask: (found: EntityRepository) => Promise<BitbucketAnswer<T>>,
): Promise<Followed<T>> {
  const { name } = found;
  const first = await attempt(() => ask(found));
  if (first.problem?.kind !== 'gone') {
    return { answer: unwrap(first), place: found };
  }
  const uuid = name.uuid ?? (await found.pages.facts.knownUuid(name));
  if (!uuid) {
    await rejectMoved(found);
    return { answer: unwrap(first), place: found };
  }
  const { answer: current } = await attempt(() =>
    found.pages.currentName(uuid),
  );
  const next = current?.problem ? undefined : current?.data;
  const isHere = next?.workspace.toLowerCase() === name.workspace.toLowerCase();
  if (next && isHere && !isSame(next, name)) {
    const { slug, workspace } = next;
    return askAgain({ ...found, name: { ...name, workspace, slug } }, ask);
  }
  // Also if Bitbucket does not find it in the former workspace any more.
  const moved = await found.findMoved?.();
  if (moved) {
    return askAgain({ ...found, ...moved, findMoved: undefined }, ask);
  }
  await rejectMoved(found, next !== undefined && !isHere);
  return { answer: unwrap(first), place: found };
}

/** @throws NoAnswerError if the repository is in a workspace that the portal does not read */
async function rejectMoved(
  { name, pages }: EntityRepository,
  isElsewhere = false,
): Promise<void> {
  if (isElsewhere || (await pages.facts.wasMoved(name))) {
    throw new NoAnswerError({
      kind: 'gone',
      message:
        'The repository is now in another workspace of Bitbucket, which the portal does not read. An administrator of the portal can add the workspace to bitbucketCloud.workspaces, or the owners of this entity can correct the annotation bitbucket.org/repo-slug.',
    });
  }
}

async function askAgain<T>(
  place: EntityRepository,
  ask: (found: EntityRepository) => Promise<BitbucketAnswer<T>>,
): Promise<Followed<T>> {
  const renamedTo = repositoryKeyOf(place.name);
  return { answer: { ...(await ask(place)), renamedTo }, place };
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

function unwrap<T>({ answer, problem }: Attempt<T>) {
  if (!answer) {
    throw new NoAnswerError(problem!);
  }
  return answer;
}

function isSame(one: RepositoryName, other: RepositoryName): boolean {
  return (
    repositoryKeyOf(one).toLowerCase() === repositoryKeyOf(other).toLowerCase()
  );
}
