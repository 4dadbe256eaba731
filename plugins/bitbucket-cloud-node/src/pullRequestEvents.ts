import { type BitbucketPullRequest } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { z } from 'zod/v4';
import { pullRequestSchema, toPullRequest } from './pullRequestSchemas';
import { normalizeBitbucketUuid } from './uuid';

/** https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/#Pull-request-events */
const eventSchema = z.object({
  pullrequest: pullRequestSchema.extend({
    // All that a list contains. Without it, the event does not replace a call.
    draft: z.boolean(),
    comment_count: z.number(),
    task_count: z.number(),
    participants: pullRequestSchema.shape.participants.unwrap().unwrap(),
    reviewers: z.array(z.object({ uuid: z.string() })),
    links: z.object({ html: z.object({ href: z.string() }) }),
  }),
});

/**
 * Returns the pull request that the payload of an event `pullrequest:*` contains, as
 * `BitbucketPullRequestsClient.list` returns it. Returns undefined if the payload lacks a part of it, or if the pull
 * request has another page: then only a call returns the pull request.
 *
 * @param payload - of the event; any value
 * @param place - `page` of the repository, without a trailing slash; `repository`: workspace and slug
 * @public
 */
export function readPullRequestEvent(
  payload: unknown,
  place: { page: string; repository: string },
): BitbucketPullRequest | undefined {
  const parsed = eventSchema.safeParse(payload);
  if (!parsed.success) {
    return undefined;
  }
  const { links, reviewers, ...body } = parsed.data.pullrequest;
  const pullRequest = toPullRequest(body, place);
  const known = new Set(pullRequest.reviewers.map(({ uuid }) => uuid));
  const isWhole =
    links.html.href.toLowerCase() === pullRequest.url.toLowerCase() &&
    reviewers.every(({ uuid }) => known.has(normalizeBitbucketUuid(uuid)));
  return isWhole ? pullRequest : undefined;
}
