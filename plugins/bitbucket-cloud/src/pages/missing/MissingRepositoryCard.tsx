import { Typography } from '@material-ui/core';
import { InfoCard } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { useEntity, useEntityOwnership } from '@backstage/plugin-catalog-react';
import { readWorkspaces } from '../settings/readWorkspaces';
import { lacksBitbucketRepository } from './lacksBitbucketRepository';

/** Explains to the owners of an entity without a repository how to add one. It is empty for others. */
export const MissingRepositoryCard = () => {
  const { entity } = useEntity();
  const config = useApi(configApiRef);
  const { isOwnedEntity } = useEntityOwnership();
  if (!lacksBitbucketRepository(entity, config) || !isOwnedEntity(entity)) {
    return null;
  }
  const workspace =
    readWorkspaces(config)
      .map(each => each.workspace)
      .find(each => !each.startsWith('{')) ?? 'workspace';
  return (
    <InfoCard title="Bitbucket">
      <Typography variant="body2">
        To see pull requests, pipelines and deployments on this page, add the
        annotation <code>bitbucket.org/repo-slug: {workspace}/repository</code>{' '}
        to the catalog file of this entity.
      </Typography>
    </InfoCard>
  );
};
