import { Typography } from '@material-ui/core';
import { InfoCard } from '@backstage/core-components';

function Example({ children }: { children: string }) {
  return (
    <Typography variant="subtitle2" color="textSecondary" paragraph>
      Example: <code style={{ overflowWrap: 'anywhere' }}>{children}</code>
    </Typography>
  );
}

/** Backstage's own card explains repositories of GitHub. */
export const ImportHelp = ({
  repositoryUrl,
  title = 'the portal',
}: {
  repositoryUrl: string;
  title?: string;
}) => (
  <InfoCard
    title="What you can enter"
    titleTypographyProps={{ component: 'h3' }}
    deepLink={{
      title: 'Learn more about the software catalog',
      link: 'https://backstage.io/docs/features/software-catalog/',
    }}
  >
    <Typography component="h4" variant="h6">
      A repository at Bitbucket
    </Typography>
    <Example>{repositoryUrl}</Example>
    <Typography variant="body2" paragraph>
      If the repository has no catalog file, {title} proposes one with an owner,
      and opens a pull request that adds it. After the merge, the catalog
      contains it. Otherwise, {title} shows the entities of the file.
    </Typography>
    <Typography component="h4" variant="h6">
      A catalog file
    </Typography>
    <Example>{`${repositoryUrl}/src/main/catalog-info.yaml`}</Example>
    <Typography variant="body2">
      {title} shows the entities of the file, and adds them to the catalog.
    </Typography>
  </InfoCard>
);
