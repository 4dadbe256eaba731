import type { BitbucketCloudError } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { describeFailure } from '../lib/describeFailure.mts';

/** Returns what the user of the command can do about an error of Bitbucket. */
export function explainError(workspace: string, error: unknown): string {
  const { status, requiredScopes } = error as Partial<BitbucketCloudError>;
  const message = describeFailure(error);
  const remedy = findRemedy(status, requiredScopes ?? []);
  return `${workspace}: ${message}.${remedy ? ` ${remedy}` : ''}`;
}

function findRemedy(
  status: number | undefined,
  scopes: string[],
): string | undefined {
  switch (status) {
    case 400:
      return 'Bitbucket rejected the settings: the address of the portal must resolve, and must not be internal.';
    case 401:
      return 'The credentials are not valid any more. Create new ones.';
    case 403:
      return scopes.length > 0
        ? `The credentials lack one of these scopes: ${scopes.join(', ')}.`
        : 'Only administrators of the workspace can read and change its webhooks. Use the credentials of one.';
    case 404:
      return 'The workspace does not exist, or the credentials have no access to it.';
    default:
      return undefined;
  }
}
