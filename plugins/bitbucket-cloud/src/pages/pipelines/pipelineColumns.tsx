import { Link } from '@backstage/core-components';
import { type BitbucketPipeline } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { formatDuration } from '../../shared/formatDuration';
import { RelativeTime } from '../../shared/RelativeTime';
import { type BitbucketColumn } from '../shared/BitbucketTable';
import { StateLabel } from '../shared/StateLabel';
import { UserText } from '../shared/UserText';

/** The columns of a table of pipelines. */
export const pipelineColumns: BitbucketColumn<BitbucketPipeline>[] = [
  {
    title: 'Pipeline',
    render: ({ number, url }) => <Link to={url}>#{number}</Link>,
  },
  {
    title: 'State',
    render: ({ state }) => <StateLabel state={state} />,
    sortBy: ({ state }) => state,
  },
  {
    title: 'Branch or commit',
    minWidth: 140,
    render: ({ commit, ref }) => (
      <>
        {ref && <UserText text={ref} />} {commit?.slice(0, 7)}
      </>
    ),
  },
  {
    title: 'Started by',
    minWidth: 110,
    render: ({ creator, trigger }) => (
      <>
        {trigger}
        {creator && (
          <>
            , <UserText text={creator.name} />
          </>
        )}
      </>
    ),
  },
  {
    title: 'Started',
    render: ({ createdAt }) => <RelativeTime time={createdAt} />,
    sortBy: ({ createdAt }) => createdAt,
  },
  {
    title: 'Duration',
    render: ({ durationSeconds }) =>
      durationSeconds === undefined ? (
        ''
      ) : (
        <span style={{ whiteSpace: 'nowrap' }}>
          {formatDuration(durationSeconds)}
        </span>
      ),
    sortBy: ({ durationSeconds = 0 }) => durationSeconds,
  },
];
