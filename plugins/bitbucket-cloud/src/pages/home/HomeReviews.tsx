import { RelativeTime } from '../../shared/RelativeTime';
import { UserText } from '../shared/UserText';
import { HomeList } from './HomeList';

/** Pull requests that wait for a review of the user. */
export const HomeReviews = () => (
  <HomeList
    what="the pull requests that wait for your review"
    emptyText="No pull request waits for your review."
    itemsOf={({ reviews }) => reviews}
    titleOf={({ title }) => title}
    describe={({ author, createdAt }) => (
      <>
        by <UserText text={author?.name ?? 'an unknown account'} />,{' '}
        <RelativeTime time={createdAt} />
      </>
    )}
  />
);
