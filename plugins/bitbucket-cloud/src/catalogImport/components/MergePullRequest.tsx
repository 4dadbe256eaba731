import { Button, Typography } from '@material-ui/core';
import { Link } from '@backstage/core-components';

/** What remains to be done after a pull request is open. The portal finds the file without a registration. */
export const MergePullRequest = ({
  onNext,
  url,
}: {
  url: string;
  onNext(): void;
}) => (
  <>
    <Typography paragraph>
      The pull request is open:{' '}
      <Link to={url} target="_blank" rel="noopener noreferrer">
        {url}
      </Link>
    </Typography>
    <Typography paragraph>
      Ask a reviewer to merge it. The portal then adds the entity to the catalog
      by itself. You do not need to register the file.
    </Typography>
    <Button color="primary" variant="contained" onClick={onNext}>
      Finish
    </Button>
  </>
);
