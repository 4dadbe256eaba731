import { InputError, NotAllowedError } from '@backstage/errors';
import { ALLOWED_WORKSPACES_KEY } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';

/** Bitbucket's characters for a repository slug. A slash or `..` would lead to another repository. */
const REPOSITORY = /^(?!\.{1,2}$)[a-z0-9_.-]+$/i;

/** https://support.atlassian.com/bitbucket-cloud/docs/workspace-ids/ */
const WORKSPACE = /^[a-z0-9_-]+$/i;

/**
 * Checks that the input of a template action only names repositories in the allowed workspaces.
 *
 * @param input - input of the action: `repoUrl`, as the RepoUrlPicker writes it, or `workspace` and
 * `repo_slug`
 * @param allowed - slugs in lower case
 * @throws NotAllowedError for another workspace, InputError for a target that cannot be parsed
 */
export function checkTarget(
  input: Record<string, unknown>,
  allowed: ReadonlySet<string>,
): void {
  // If the input contains both, the function checks both: each action chooses which one it uses.
  for (const { workspace, repository } of readTargets(input)) {
    assertAllowedWorkspace(workspace, allowed);
    assertRepositoryName(repository);
  }
}

/**
 * @param allowed - slugs in lower case
 * @throws NotAllowedError if the workspace is not one of them
 */
export function assertAllowedWorkspace(
  workspace: string,
  allowed: ReadonlySet<string>,
): void {
  if (!WORKSPACE.test(workspace) || !allowed.has(workspace.toLowerCase())) {
    throw new NotAllowedError(
      `Templates of this portal cannot access the Bitbucket workspace '${workspace}'. ${
        allowed.size > 0
          ? `Choose one of: ${[...allowed].join(', ')}. `
          : 'No workspace is configured. '
      }An administrator of the portal lists the workspaces under ${ALLOWED_WORKSPACES_KEY}.`,
    );
  }
}

/** @throws InputError if Bitbucket allows no such name */
export function assertRepositoryName(repository: string): void {
  if (!REPOSITORY.test(repository)) {
    throw new InputError(
      `'${repository}' cannot be the name of a Bitbucket repository. Use letters, digits, dots, dashes and underscores.`,
    );
  }
}

function readTargets(input: Record<string, unknown>) {
  const { repoUrl, workspace, repo_slug: repository } = input;
  const targets = [];
  if (repoUrl !== undefined) {
    const parameters =
      typeof repoUrl === 'string'
        ? URL.parse(`https://${repoUrl}`)?.searchParams
        : undefined;
    targets.push({
      workspace: only(parameters?.getAll('workspace')),
      repository: only(parameters?.getAll('repo')),
    });
  }
  if (
    targets.length === 0 ||
    workspace !== undefined ||
    repository !== undefined
  ) {
    targets.push({
      workspace: only([workspace]),
      repository: only([repository]),
    });
  }
  return targets;
}

/** Rejects a repeated parameter: the check and the action must read the same value. */
function only(values: unknown[] = []): string {
  const [value] = values;
  if (values.length !== 1 || typeof value !== 'string' || value === '') {
    throw new InputError(
      'The target names no workspace or no repository. Set repoUrl in the format bitbucket.org?workspace=acme&project=APP&repo=booking, with each part once.',
    );
  }
  return value;
}
