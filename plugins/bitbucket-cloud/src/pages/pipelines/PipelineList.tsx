import { useState } from 'react';
import { Button } from '@material-ui/core';
import { type BitbucketPipeline } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type BitbucketColumn, BitbucketTable } from '../shared/BitbucketTable';
import { PipelineActionButton } from './PipelineActionButton';
import { pipelineColumns } from './pipelineColumns';
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
    ...pipelineColumns,
    {
      title: 'Steps',
      render: ({ number, uuid }) => (
        <Button
          size="small"
          style={{ whiteSpace: 'nowrap' }}
          aria-expanded={opened === uuid}
          aria-label={`${
            opened === uuid ? 'Hide' : 'Show'
          } steps of pipeline ${number}`}
          onClick={() => setOpened(opened === uuid ? undefined : uuid)}
        >
          {opened === uuid ? 'Hide steps' : 'Show steps'}
        </Button>
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
      renderDetails={({ uuid }) =>
        opened === uuid && <PipelineSteps entityRef={entityRef} uuid={uuid} />
      }
    />
  );
};
