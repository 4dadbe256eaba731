import { useCallback } from 'react';
import { Typography } from '@material-ui/core';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InfoCard } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import {
  type BitbucketEnvironment,
  type BitbucketRepositoryComponents,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { useEntity } from '@backstage/plugin-catalog-react';
import { bitbucketPagesApiRef } from '../api';
import { Deployment } from '../deployments/Deployment';
import { sortEnvironments } from '../deployments/sortEnvironments';
import { type BitbucketColumn } from '../shared/BitbucketTable';
import { PagedTable } from '../shared/PagedTable';
import { useAnswer } from '../shared/useAnswer';
import { UserText } from '../shared/UserText';
import { componentColumn } from './componentColumn';
import { GroupFrame } from './GroupFrame';

type Row = BitbucketEnvironment & BitbucketRepositoryComponents;

const columns: BitbucketColumn<Row>[] = [
  componentColumn,
  {
    title: 'Environment',
    render: ({ name, type }) => (
      <>
        <UserText text={name} />
        {type !== 'other' && type !== name && (
          <Typography variant="body2" color="textSecondary">
            {type}
          </Typography>
        )}
      </>
    ),
    sortBy: ({ name }) => name.toLowerCase(),
  },
  {
    title: 'Runs now',
    render: ({ current }) =>
      current ? (
        <Deployment deployment={current} />
      ) : (
        'No deployment has succeeded.'
      ),
    sortBy: ({ current }) => current?.endedAt ?? current?.startedAt ?? '',
  },
  {
    title: 'Latest attempt',
    render: ({ current, history: [latest] }) =>
      latest && latest.uuid !== current?.uuid ? (
        <Deployment deployment={latest} />
      ) : (
        'The same'
      ),
  },
];

/** What runs where, of all components of a group. */
export const GroupDeploymentsContent = () => {
  const api = useApi(bitbucketPagesApiRef);
  const groupRef = stringifyEntityRef(useEntity().entity);
  const request = useAnswer(
    useCallback(() => api.getGroupEnvironments(groupRef), [api, groupRef]),
  );
  return (
    <InfoCard title="Deployments of the group">
      <GroupFrame request={request} what="the deployments">
        {answers => {
          const rows = answers.flatMap(({ answer, components, repository }) =>
            sortEnvironments(answer.data).map(each => ({
              ...each,
              components,
              repository,
            })),
          );
          return rows.length === 0 ? (
            <Typography style={{ padding: 16 }}>
              Nothing was deployed.
            </Typography>
          ) : (
            <PagedTable
              label="Deployments"
              columns={columns}
              rows={rows}
              keyOf={({ repository, uuid }) => `${repository} ${uuid}`}
              initialSort={{ title: 'Component', direction: 'asc' }}
            />
          );
        }}
      </GroupFrame>
    </InfoCard>
  );
};
