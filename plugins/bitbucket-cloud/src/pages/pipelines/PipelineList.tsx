import { useState } from 'react';
import { Button } from '@material-ui/core';
import { Link } from '@backstage/core-components';
import { type BitbucketPipeline } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { RelativeTime } from '../../shared/RelativeTime';
import { type BitbucketColumn, BitbucketTable } from '../shared/BitbucketTable';
import { formatDuration } from '../../shared/formatDuration';
import { StateLabel } from '../shared/StateLabel';
import { UserText } from '../shared/UserText';
import { PipelineActionButton } from './PipelineActionButton';
import { PipelineSteps } from './PipelineSteps';

interface PipelineListProps {
  pipelines: BitbucketPipeline[];
  /** The entity of the repository. */
  entityRef: string;
  /** Called after the user has run or stopped a pipeline. Without it, users cannot do that. */
  onAct?: () => void;
}

/** A table of pipelines, which can show the steps of each. */
export const PipelineList = ({
  entityRef,
  onAct,
  pipelines,
}: PipelineListProps) => {
  const [opened, setOpened] = useState<string>();
  const columns: BitbucketColumn<BitbucketPipeline>[] = [
    {
      title: 'Pipeline',
      render: ({ number, url }) => <Link to={url}>#{number}</Link>,
    },
    { title: 'State', render: ({ state }) => <StateLabel state={state} /> },
    {
      title: 'Branch or commit',
      render: ({ commit, ref }) => (
        <>
          {ref && <UserText text={ref} />} {commit?.slice(0, 7)}
        </>
      ),
    },
    {
      title: 'Started by',
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
    },
    {
      title: 'Duration',
      render: ({ durationSeconds }) =>
        durationSeconds === undefined ? '' : formatDuration(durationSeconds),
    },
    {
      title: 'Steps',
      render: ({ number, uuid }) => (
        <>
          <Button
            size="small"
            aria-expanded={opened === uuid}
            aria-label={`${
              opened === uuid ? 'Hide' : 'Show'
            } steps of pipeline ${number}`}
            onClick={() => setOpened(opened === uuid ? undefined : uuid)}
          >
            {opened === uuid ? 'Hide steps' : 'Show steps'}
          </Button>
          {opened === uuid && (
            <PipelineSteps entityRef={entityRef} uuid={uuid} />
          )}
        </>
      ),
    },
    ...(onAct
      ? [
          {
            title: 'Actions',
            render: (pipeline: BitbucketPipeline) => (
              <PipelineActionButton
                entityRef={entityRef}
                pipeline={pipeline}
                onDone={onAct}
              />
            ),
          },
        ]
      : []),
  ];
  return (
    <BitbucketTable
      label="Pipelines"
      columns={columns}
      rows={pipelines}
      keyOf={({ uuid }) => uuid}
    />
  );
};
