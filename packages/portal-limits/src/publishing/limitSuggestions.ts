import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { type AutocompleteHandler } from '@backstage/plugin-scaffolder-node/alpha';
import { assertAllowedWorkspace, assertRepositoryName } from './checkTarget';

/** https://support.atlassian.com/bitbucket-cloud/docs/create-a-project/ */
const PROJECT = /^[a-z0-9_]+$/i;

/**
 * Wraps the handler that suggests values for the form of a template, so that it checks the workspace, the
 * project and the repository of the request before it sends one to Bitbucket.
 *
 * Otherwise `app/src/main/page.json?` as the name of a repository leads to a file of a user. Backstage
 * follows the URL under `next` in it to any host and without an end, and returns what it finds.
 *
 * @seam The URL of the request contains the unescaped name of the repository:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/bitbucket-cloud-common/src/BitbucketCloudClient.ts
 *
 * @param allowed - slugs of workspaces in lower case
 */
export function limitSuggestions(
  handler: AutocompleteHandler,
  allowed: ReadonlySet<string>,
): AutocompleteHandler {
  return async options => {
    const { workspace, project, repository } = options.context ?? {};
    if (workspace !== undefined) {
      assertAllowedWorkspace(String(workspace), allowed);
    }
    if (repository !== undefined) {
      assertRepositoryName(String(repository));
    }
    if (project !== undefined && !PROJECT.test(String(project))) {
      throw new InputError(
        `'${project}' cannot be the key of a Bitbucket project. Use letters, digits and underscores.`,
      );
    }
    return handler(options).catch(error => {
      throw explain(error);
    });
  };
}

/**
 * Returns an error with a status for an error response of Bitbucket, for example for a wrong token.
 *
 * @seam The message of the error:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/bitbucket-cloud-common/src/BitbucketCloudClient.ts
 */
function explain(error: unknown): unknown {
  const [, text] =
    /^Unexpected response .* Expected 200 but got (\d+)/.exec(
      error instanceof Error ? error.message : '',
    ) ?? [];
  const status = Number(text);
  if (text === undefined) {
    return error;
  }
  return status < 500 && status !== 429
    ? new InputError(
        `Bitbucket rejected the request for suggestions with status ${status}. Enter the value.`,
      )
    : new ServiceUnavailableError(
        `Bitbucket has no suggestions at the moment: status ${status}. Try again later, or enter the value.`,
      );
}
