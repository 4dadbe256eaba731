import {
  type BitbucketCheck,
  type BitbucketPullRequestDetails,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { z } from 'zod/v4';
import { pageSchema } from './schemas';

/** The statuses that the client reads: the latest ones. */
export const STATUSES = 50;

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-commit-statuses/#api-repositories-workspace-repo-slug-pullrequests-pull-request-id-statuses-get */
const statusSchema = z.object({
  key: z.string(),
  name: z.string().nullish(),
  state: z.string(),
  url: z.string().nullish(),
});

export const statusPageSchema = pageSchema(statusSchema);

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-commits/#api-repositories-workspace-repo-slug-file-conflicts-spec-get */
export const conflictPageSchema = pageSchema(
  z.object({ path: z.string(), message: z.string().nullish() }),
);

const STATES: Record<string, BitbucketCheck['state']> = {
  SUCCESSFUL: 'successful',
  FAILED: 'failed',
  INPROGRESS: 'running',
  STOPPED: 'stopped',
};

export function toCheck({
  key,
  name,
  state,
  url,
}: z.output<typeof statusSchema>): BitbucketCheck {
  return {
    name: name || key,
    state: STATES[state] ?? 'pending',
    // A program chose the URL.
    url: /^https?:\/\//i.test(url ?? '') ? url ?? undefined : undefined,
  };
}

export function toDetails(
  statuses: z.output<typeof statusPageSchema>,
  conflicts: z.output<typeof conflictPageSchema>,
): BitbucketPullRequestDetails {
  return {
    checks: statuses.values.map(toCheck),
    hasMoreChecks: Boolean(statuses.next),
    conflicts: conflicts.values.map(({ path }) => path),
    hasMoreConflicts: Boolean(conflicts.next),
  };
}
