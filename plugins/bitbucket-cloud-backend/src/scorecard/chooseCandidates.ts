import { type RepositoryName } from '../entities/repositoryOf';

/** A larger monorepo has this number of components at most. */
export const MOST_OF_REPOSITORY = 100;
/** The page has all of them, in one response of about 7 MB. */
export const MOST_COMPONENTS = 5_000;

/**
 * Chooses the components that the scorecard has. Every user can register thousands of components of one repository, and
 * the page would be too large for the backend and for the browsers of all users.
 *
 * @param known - the references of components that the scorecard has already. They come first, so that new components do
 * not displace them.
 */
export function chooseCandidates<
  T extends { ref: string; name: RepositoryName },
>(
  candidates: readonly T[],
  known: { has(ref: string): boolean },
): { chosen: T[]; leftOut: number } {
  const counts = new Map<string, number>();
  const chosen = [
    ...candidates.filter(({ ref }) => known.has(ref)),
    ...candidates.filter(({ ref }) => !known.has(ref)),
  ]
    .filter(({ name: { slug, workspace } }) => {
      const key = `${workspace}/${slug}`.toLowerCase();
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count <= MOST_OF_REPOSITORY;
    })
    .slice(0, MOST_COMPONENTS);
  return { chosen, leftOut: candidates.length - chosen.length };
}
