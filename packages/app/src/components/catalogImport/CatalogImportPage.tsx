import { Grid } from '@material-ui/core';
import { generateBitbucketStepper } from '@backstage-bitbucket/plugin-bitbucket-cloud';
import { Content, Header, Page } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { scmIntegrationsApiRef } from '@backstage/integration-react';
import {
  ImportInfoCard,
  ImportStepper,
} from '@backstage/plugin-catalog-import';

/** Backstage's own page shows examples from GitHub, but this portal uses Bitbucket. */
const CatalogImportPage = () => {
  const title = useApi(configApiRef).getOptionalString('app.title');
  const [bitbucket] = useApi(scmIntegrationsApiRef).bitbucketCloud.list();
  const repositoryUrl = `https://${bitbucket?.config.host}/your-workspace/your-repository`;

  return (
    <Page themeId="home">
      <Header
        title="Register an existing component"
        subtitle={title && `Make ${title} keep track of it`}
      />
      <Content>
        <Grid container spacing={3}>
          <Grid item xs={12} md={7}>
            <ImportStepper generateStepper={generateBitbucketStepper} />
          </Grid>
          <Grid item xs={12} md={5}>
            <ImportInfoCard
              exampleLocationUrl={`${repositoryUrl}/src/main/catalog-info.yaml`}
              exampleRepositoryUrl={repositoryUrl}
            />
          </Grid>
        </Grid>
      </Content>
    </Page>
  );
};

/** The page at `/catalog-import`. @public */
export const catalogImportPage = <CatalogImportPage />;
