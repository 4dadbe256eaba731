import { useState } from 'react';
import { Grid } from '@material-ui/core';
import {
  BitbucketImportCandidates,
  generateBitbucketStepper,
} from '@backstage-bitbucket/plugin-bitbucket-cloud';
import { Content, Header, Page } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { scmIntegrationsApiRef } from '@backstage/integration-react';
import { ImportStepper } from '@backstage/plugin-catalog-import';
import { ImportHelp } from './ImportHelp';

/** Backstage's own page shows examples from GitHub, but this portal uses Bitbucket. */
const CatalogImportPage = () => {
  const title = useApi(configApiRef).getOptionalString('app.title');
  const [bitbucket] = useApi(scmIntegrationsApiRef).bitbucketCloud.list();
  const [url, setUrl] = useState<string>();

  return (
    <Page themeId="home">
      <Header
        title="Register an existing component"
        subtitle={title && `Make ${title} keep track of it`}
      />
      <Content>
        <Grid container spacing={3}>
          <Grid item xs={12} md={7}>
            <ImportStepper
              // The stepper reads the address only when it is mounted.
              key={url}
              initialUrl={url}
              generateStepper={generateBitbucketStepper}
            />
          </Grid>
          <Grid item xs={12} md={5}>
            <Grid container spacing={3}>
              <Grid item xs={12}>
                <ImportHelp
                  title={title}
                  repositoryUrl={`https://${bitbucket?.config.host}/your-workspace/your-repository`}
                />
              </Grid>
              <Grid item xs={12}>
                <BitbucketImportCandidates onSelect={setUrl} />
              </Grid>
            </Grid>
          </Grid>
        </Grid>
      </Content>
    </Page>
  );
};

/** The page at `/catalog-import`. @public */
export const catalogImportPage = <CatalogImportPage />;
