import { Typography } from '@material-ui/core';
import { Link } from '@backstage/core-components';
import {
  type BitbucketPullRequest,
  type BitbucketReviewer,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { RelativeTime } from '../../shared/RelativeTime';
import { PullRequestDetailsButton } from './PullRequestDetails';
import { type BitbucketColumn } from '../shared/BitbucketTable';
import { StateLabel } from '../shared/StateLabel';
import { UserText } from '../shared/UserText';

/** Those who have not approved come first. */
const ORDER: BitbucketReviewer['review'][] = [
  'changes requested',
  'waiting',
  'approved',
];

const Title = ({
  hasAge = false,
  pullRequest,
}: {
  hasAge?: boolean;
  pullRequest: BitbucketPullRequest;
}) => (
  <>
    <Link to={pullRequest.url}>
      <UserText text={pullRequest.title} />
    </Link>
    <Typography variant="body2" color="textSecondary">
      #{pullRequest.id} <UserText text={pullRequest.sourceBranch ?? '?'} /> to{' '}
      <UserText text={pullRequest.targetBranch ?? '?'} />
      {hasAge && (
        <>
          , created <RelativeTime time={pullRequest.createdAt} />
        </>
      )}
    </Typography>
  </>
);

const Reviewers = ({ reviewers }: { reviewers: BitbucketReviewer[] }) => {
  if (reviewers.length === 0) {
    return <>None</>;
  }
  const sorted = [...reviewers].sort(
    (a, b) => ORDER.indexOf(a.review) - ORDER.indexOf(b.review),
  );
  return (
    <ul style={{ margin: 0, padding: 0, listStyle: 'none' }}>
      {sorted.map(({ name, review, uuid }) => (
        <li key={uuid ?? name}>
          <StateLabel
            state={review}
            isLong
            text={`${visibleText(name)}: ${review}`}
          />
        </li>
      ))}
    </ul>
  );
};

const PIPELINE = 'Pipeline';
const TITLE = 'Pull request';
const CREATED = 'Created';

/** The columns of the table of pull requests. */
export const pullRequestColumns: BitbucketColumn<BitbucketPullRequest>[] = [
  {
    title: TITLE,
    minWidth: 200,
    render: pullRequest => <Title pullRequest={pullRequest} />,
    sortBy: ({ title }) => title.toLowerCase(),
  },
  {
    title: 'State',
    render: ({ state }) => <StateLabel state={state} />,
    sortBy: ({ state }) => state,
  },
  {
    title: 'Author',
    render: ({ author }) => <UserText text={author?.name ?? 'Unknown'} />,
    sortBy: ({ author }) => author?.name.toLowerCase() ?? '',
  },
  {
    title: 'Reviewers',
    minWidth: 130,
    render: ({ reviewers }) => <Reviewers reviewers={reviewers} />,
  },
  {
    title: PIPELINE,
    render: ({ pipeline }) => pipeline && <StateLabel state={pipeline} />,
    sortBy: ({ pipeline }) => pipeline ?? '',
  },
  {
    title: 'Comments',
    render: ({ comments, tasks }) =>
      tasks > 0
        ? `${comments}, ${tasks} open ${tasks === 1 ? 'task' : 'tasks'}`
        : comments,
    sortBy: ({ comments }) => comments,
  },
  {
    title: CREATED,
    render: ({ createdAt }) => <RelativeTime time={createdAt} />,
    sortBy: ({ createdAt }) => createdAt,
  },
  {
    title: 'Updated',
    render: ({ updatedAt }) => <RelativeTime time={updatedAt} />,
    sortBy: ({ updatedAt }) => updatedAt,
  },
];

/** The columns of a table that has further columns: the age of a pull request is below its title. */
export const narrowColumns = pullRequestColumns.flatMap(column => {
  switch (column.title) {
    case CREATED:
      return [];
    case TITLE:
      return [
        {
          ...column,
          render: (pullRequest: BitbucketPullRequest) => (
            <Title pullRequest={pullRequest} hasAge />
          ),
        },
      ];
    default:
      return [column];
  }
});

/**
 * Adds a button to the column of the pipeline, which opens the checks and conflicts of a pull request.
 *
 * @param opened - the id of the open pull request
 */
export function withDetails(
  opened: number | undefined,
  onOpen: (id: number | undefined) => void,
): BitbucketColumn<BitbucketPullRequest>[] {
  return pullRequestColumns.map(column =>
    column.title === PIPELINE
      ? {
          ...column,
          render: pullRequest => (
            <>
              {column.render(pullRequest)}
              <PullRequestDetailsButton
                id={pullRequest.id}
                isOpen={opened === pullRequest.id}
                onToggle={() =>
                  onOpen(opened === pullRequest.id ? undefined : pullRequest.id)
                }
              />
            </>
          ),
        }
      : column,
  );
}
