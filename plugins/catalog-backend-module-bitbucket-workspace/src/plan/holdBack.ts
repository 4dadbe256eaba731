import { type ListingLoss, type ProjectLoss } from './lostMemberships';
import { type WorkspaceGroups } from '../read/readWorkspace';
import { type RunContext, type RunOutcome } from '../context/RunContext';

type Reporting = Pick<RunContext, 'config' | 'logger' | 'problems'>;

/** Maximum number of projects in one run's log. */
const MOST_PROJECTS = 10;

/** Reports a run that changed nothing because people would lose too much. */
export function holdBack(
  { config, logger, problems }: Reporting,
  { listing, before, lost, renamed }: ListingLoss,
): Omit<RunOutcome, 'people' | 'besides'> {
  const label = `Bitbucket workspace ${config.id}`;
  const message = renamed
    ? `${renamed.from} would become ${renamed.to}, and ${lost} of ${before} people would lose the permissions of the old ref. ${config.key}.shrinkGuard does not allow so many, so the run changed nothing in the catalog. Check the workspace at Bitbucket, the group transformer and groups.namespace. If the new ref is right, update permission settings, and set shrinkGuard.share to 1 until the next run.`
    : `${lost} of ${before} people are missing from Bitbucket's list of the ${listing}. ${config.key}.shrinkGuard does not allow so many, so the run changed nothing in the catalog. Compare the list with the workspace at Bitbucket, and check userFilter, groups.projectPermissions and the credentials. If the list is right, set shrinkGuard.share to 1 until the next run.`;
  logger.error(`${label}: ${message}`);
  problems?.add({ subject: config.workspace, message });
  return { added: 0, changed: 0, removed: 0, heldBack: lost };
}

/**
 * Logs the projects whose Groups do not change because people would lose too much.
 *
 * @returns the part of the run's report about them
 */
export function holdBackProjects(
  { config, logger, problems }: Reporting,
  projects: ProjectLoss[],
): { heldBack: number; groups: Record<string, number> } {
  const label = `Bitbucket workspace ${config.id}`;
  projects.forEach((loss, index) => {
    const message = explain(loss, config.key);
    problems?.add({ subject: loss.listing, message });
    if (index < MOST_PROJECTS) {
      logger.error(`${label}: ${message}`);
    }
  });
  if (projects.length > MOST_PROJECTS) {
    logger.error(
      `${label}: the Groups of ${
        projects.length - MOST_PROJECTS
      } more projects do not change for the same reason`,
    );
  }
  return {
    heldBack: projects.reduce((sum, { lost }) => sum + lost, 0),
    groups: { 'project Groups held back': projects.length },
  };
}

function explain(
  { before, listing, lost, renamed, unlisted }: ProjectLoss,
  key: string,
): string {
  if (renamed) {
    return `${renamed.from} would become ${renamed.to}, and ${lost} of ${before} people would lose the permissions of the old ref. ${key}.shrinkGuard does not allow so many, so the Group of the project does not change in the catalog. Check the group transformer and groups.namespace. If the new ref is right, update permission settings, and set shrinkGuard.share to 1 until the next run.`;
  }
  switch (unlisted?.state) {
    case 'unknown':
      return `a project is missing from Bitbucket's list of projects, and Bitbucket did not confirm that it was deleted, so its Group does not change in the catalog: ${lost} of ${before} people are missing from the list of the ${listing}. Check the project at Bitbucket. If it was deleted, set ${key}.shrinkGuard.share to 1 until the next run.`;
    case 'deleted':
      return `Bitbucket reports a project as deleted, and ${lost} of ${before} people would lose its Group: the ${listing}. ${key}.shrinkGuard does not allow so many, so the Group does not change in the catalog. If the project was actually deleted, set shrinkGuard.share to 1 until the next run.`;
    default:
      return `${lost} of ${before} people are missing from Bitbucket's list of the ${listing}. ${key}.shrinkGuard does not allow so many, so the Group of the project does not change in the catalog. Compare the list with the project at Bitbucket, and check groups.projectPermissions and the credentials. If the list is right, set shrinkGuard.share to 1 until the next run.`;
  }
}

/** Logs the projects that exist although Bitbucket's list lacks them. */
export function reportUnlisted(
  { config, logger }: Reporting,
  { unlisted }: Pick<WorkspaceGroups, 'unlisted'>,
) {
  const keys = [...(unlisted?.values() ?? [])]
    .filter(({ state }) => state === 'exists')
    .map(({ projectKey }) => projectKey);
  if (keys.length > 0) {
    logger.warn(
      `Bitbucket workspace ${
        config.id
      }: Bitbucket's list of projects lacks ${keys.join(
        ', ',
      )}, but Bitbucket confirms that they exist, so their Groups do not change.`,
    );
  }
}
