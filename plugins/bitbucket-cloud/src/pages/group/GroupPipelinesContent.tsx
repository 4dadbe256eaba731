import { useCallback, useState } from 'react';
import { MenuItem, TextField, Typography } from '@material-ui/core';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InfoCard } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { type BitbucketPipeline } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { useEntity } from '@backstage/plugin-catalog-react';
import { bitbucketPagesApiRef } from '../api';
import { pipelineColumns } from '../pipelines/pipelineColumns';
import { PagedTable } from '../shared/PagedTable';
import { useAnswer } from '../shared/useAnswer';
import { componentColumn } from './componentColumn';
import { GroupFrame } from './GroupFrame';

const FILTERS = ['all', 'failed', 'running'] as const;

type Filter = (typeof FILTERS)[number];

const TEXTS: Record<Filter, string> = {
  all: 'All',
  failed: 'Failed',
  running: 'Not ended',
};

/** The latest pipelines of all components of a group. */
export const GroupPipelinesContent = () => {
  const api = useApi(bitbucketPagesApiRef);
  const groupRef = stringifyEntityRef(useEntity().entity);
  const [filter, setFilter] = useState<Filter>('all');
  const request = useAnswer(
    useCallback(() => api.getGroupPipelines(groupRef), [api, groupRef]),
  );
  return (
    <InfoCard title="Pipelines of the group">
      <TextField
        select
        id="bitbucket-group-pipelines-state"
        label="State"
        value={filter}
        style={{ minWidth: 160 }}
        onChange={event => setFilter(event.target.value as Filter)}
      >
        {FILTERS.map(each => (
          <MenuItem key={each} value={each}>
            {TEXTS[each]}
          </MenuItem>
        ))}
      </TextField>
      <GroupFrame request={request} what="the pipelines">
        {answers => {
          const rows = answers
            .flatMap(({ answer, components }) =>
              answer.data.map(each => ({ ...each, components })),
            )
            .filter(each => matches(each, filter));
          return rows.length === 0 ? (
            <Typography style={{ padding: 16 }}>
              {filter === 'all'
                ? 'No pipeline has run.'
                : 'No pipeline matches the filter.'}
            </Typography>
          ) : (
            <PagedTable
              label="Pipelines"
              columns={[componentColumn, ...pipelineColumns]}
              rows={rows}
              keyOf={({ repository, uuid }) => `${repository} ${uuid}`}
              initialSort={{ title: 'Started', direction: 'desc' }}
            />
          );
        }}
      </GroupFrame>
    </InfoCard>
  );
};

function matches({ state }: BitbucketPipeline, filter: Filter): boolean {
  return (
    filter === 'all' ||
    (filter === 'failed'
      ? state === 'failed'
      : ['pending', 'running', 'paused'].includes(state))
  );
}
