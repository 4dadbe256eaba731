import { participantBodies } from '../../../bodies/pullRequestBodies';
import {
  reviewPullRequest,
  withdrawReview,
} from '../../../changes/reviewPullRequest';
import type { Review } from '../../../store/PullRequest';
import type { Call } from '../../Call';
import { RestError } from '../../RestError';
import type { RestEndpoint } from '../RestEndpoint';
import { findOpen, PULL_REQUEST } from './find';

const PATHS = [
  [`${PULL_REQUEST}/approve`, 'approved'],
  [`${PULL_REQUEST}/request-changes`, 'changes_requested'],
] as const;

/** Approvals and requests for changes. */
export const REVIEW_ENDPOINTS: readonly RestEndpoint[] = PATHS.flatMap(
  ([path, state]): RestEndpoint[] => [
    {
      method: 'POST',
      path,
      scopes: ['pullrequest:write'],
      respond: call => review(call, state),
    },
    {
      method: 'DELETE',
      path,
      scopes: ['pullrequest:write'],
      respond: call => {
        const { context, actor } = call;
        const found = findOpen(call);
        if (!withdrawReview(context, found, { state, actor })) {
          throw new RestError(404, 'You have not reviewed this pull request.');
        }
        return call.sendNothing();
      },
    },
  ],
);

function review(call: Call, state: Review['state']): Response {
  const { context, actor } = call;
  const [repository, before] = findOpen(call);
  if (state === 'changes_requested' && before.author.uuid === actor.uuid) {
    throw new RestError(
      400,
      'You cannot request changes on your own pull request.',
    );
  }
  if (before.reviews.some(each => isBy(each, actor.uuid, state))) {
    const done = state === 'approved' ? 'approved' : 'requested changes on';
    throw new RestError(409, `You already ${done} this pull request.`);
  }
  const after = reviewPullRequest(context, [repository, before], {
    state,
    actor,
  });
  const own = participantBodies(after, context).find(
    ({ user }) => (user as { uuid: string }).uuid === actor.uuid,
  );
  return call.send({ body: own ?? authorBody(call, state) });
}

function isBy(each: Review, uuid: string, state: Review['state']): boolean {
  return each.account.uuid === uuid && each.state === state;
}

/** The author can approve, but is not one of the participants. */
function authorBody({ actor, now }: Call, state: Review['state']): object {
  return {
    type: 'participant',
    user: actor.body,
    role: 'PARTICIPANT',
    approved: state === 'approved',
    state,
    participated_on: now,
  };
}
