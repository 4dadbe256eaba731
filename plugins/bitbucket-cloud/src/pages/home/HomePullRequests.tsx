import {
  type BitbucketHomePullRequest,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { RelativeTime } from '../../shared/RelativeTime';
import { StateLabel } from '../shared/StateLabel';
import { HomeList } from './HomeList';

const ReviewState = ({
  pullRequest: { reviewers, state },
}: {
  pullRequest: BitbucketHomePullRequest;
}) => {
  if (state === 'draft') {
    return <StateLabel state="draft" />;
  }
  const objecting = reviewers.find(
    ({ review }) => review === 'changes requested',
  );
  if (objecting) {
    return (
      <StateLabel
        state="changes requested"
        isLong
        text={`changes requested by ${visibleText(objecting.name)}`}
      />
    );
  }
  const approvals = reviewers.filter(({ review }) => review === 'approved');
  return reviewers.length === 0 ? (
    <StateLabel state="waiting" text="no reviewers" />
  ) : (
    <StateLabel
      state={approvals.length === reviewers.length ? 'approved' : 'waiting'}
      text={`${approvals.length} of ${reviewers.length} approved`}
    />
  );
};

/** The open pull requests of the user. */
export const HomePullRequests = () => (
  <HomeList
    what="your pull requests"
    emptyText="You have no open pull request."
    itemsOf={({ pullRequests }) => pullRequests}
    titleOf={({ title }) => title}
    describe={pullRequest => (
      <>
        updated <RelativeTime time={pullRequest.updatedAt} />{' '}
        <ReviewState pullRequest={pullRequest} />
      </>
    )}
  />
);
