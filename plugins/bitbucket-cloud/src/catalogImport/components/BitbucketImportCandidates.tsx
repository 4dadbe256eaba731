import {
  Button,
  List,
  ListItem,
  ListItemText,
  Typography,
} from '@material-ui/core';
import { InfoCard } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { catalogImportApiRef } from '@backstage/plugin-catalog-import';
import useAsync from 'react-use/esm/useAsync';
import { BitbucketCatalogImportClient } from '../api/BitbucketCatalogImportClient';

/** The other ones are in the way of the form. */
const MOST_SHOWN = 10;

/**
 * The properties of {@link BitbucketImportCandidates}.
 *
 * @public
 */
export interface BitbucketImportCandidatesProps {
  /** Called with the address of a repository that the user chooses. */
  onSelect(url: string): void;
}

/**
 * A card with the repositories without a catalog file that the user's groups probably own. It is empty without such repositories.
 *
 * @public
 */
export const BitbucketImportCandidates = ({
  onSelect,
}: BitbucketImportCandidatesProps) => {
  const importApi = useApi(catalogImportApiRef);
  // The page works without this list, so an error only hides it.
  const { value: candidates = [] } = useAsync(
    async () =>
      importApi instanceof BitbucketCatalogImportClient
        ? importApi.listCandidates()
        : [],
    [importApi],
  );
  if (candidates.length === 0) {
    return null;
  }
  return (
    <InfoCard
      title="Your repositories without a catalog file"
      titleTypographyProps={{ component: 'h3' }}
    >
      <Typography variant="body2">
        According to their projects, your groups own these repositories:
      </Typography>
      <List dense>
        {candidates
          .slice(0, MOST_SHOWN)
          .map(({ description, repository, url }) => (
            <ListItem key={url} disableGutters>
              <ListItemText primary={repository} secondary={description} />
              <Button
                size="small"
                variant="outlined"
                aria-label={`Import ${repository}`}
                onClick={() => onSelect(url)}
              >
                Import
              </Button>
            </ListItem>
          ))}
      </List>
      {candidates.length > MOST_SHOWN && (
        <Typography variant="body2">
          And {candidates.length - MOST_SHOWN} more.
        </Typography>
      )}
    </InfoCard>
  );
};
