import { RelativeTime } from '../../shared/RelativeTime';
import { StateLabel } from '../shared/StateLabel';
import { HomeList } from './HomeList';

/** The failed pipelines of the user. */
export const HomePipelines = () => (
  <HomeList
    what="your red pipelines"
    emptyText="No pipeline of yours is red."
    itemsOf={({ pipelines }) => pipelines}
    titleOf={({ commit, number, ref }) =>
      `#${number} of ${ref ?? commit?.slice(0, 7) ?? 'a commit'}`
    }
    describe={({ createdAt, endedAt, state }) => (
      <>
        <StateLabel state={state} />{' '}
        <RelativeTime time={endedAt ?? createdAt} />
      </>
    )}
  />
);
