import { Typography } from '@material-ui/core';
import { type BitbucketRepositoryAnalysis } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { EntityRefLinks } from '@backstage/plugin-catalog-react';

/** Links to the entities of a repository that the catalog contains already. */
export const KnownRepository = ({
  bitbucket: { existingFiles, knownEntities, repository },
}: {
  bitbucket: BitbucketRepositoryAnalysis;
}) =>
  knownEntities.length === 0 ? null : (
    <Typography paragraph>
      {existingFiles.length > 0
        ? `The portal reads ${repository} by itself. The catalog already contains: `
        : `The catalog already contains an entity for ${repository}, without a catalog file. The file replaces it: `}
      <EntityRefLinks entityRefs={knownEntities} />
    </Typography>
  );
