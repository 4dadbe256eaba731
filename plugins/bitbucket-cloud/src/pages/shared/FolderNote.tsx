import { Typography } from '@material-ui/core';
import { useEntity } from '@backstage/plugin-catalog-react';
import { folderOf } from './folderOf';
import { UserText } from './UserText';

/** A note for entities that are a folder of their repository: Bitbucket's lists cannot be filtered by a folder. */
export const FolderNote = () => {
  const folder = folderOf(useEntity().entity);
  return folder === undefined ? null : (
    <Typography variant="body2" color="textSecondary" paragraph>
      This entity is the folder <UserText text={folder} /> of its repository.
      Bitbucket cannot filter by folder, so this page shows the whole
      repository.
    </Typography>
  );
};
