import { Route } from 'react-router-dom';
import {
  BitbucketIngestionPage,
  BitbucketScorecardPage,
} from '@backstage-bitbucket/plugin-bitbucket-cloud';
import { FlatRoutes } from '@backstage/core-app-api';
import { ApiExplorerPage } from '@backstage/plugin-api-docs';
import { CatalogEntityPage, CatalogIndexPage } from '@backstage/plugin-catalog';
import { catalogEntityCreatePermission } from '@backstage/plugin-catalog-common/alpha';
import { CatalogGraphPage } from '@backstage/plugin-catalog-graph';
import { CatalogImportPage } from '@backstage/plugin-catalog-import';
import { HomepageCompositionRoot } from '@backstage/plugin-home';
import { NotificationsPage } from '@backstage/plugin-notifications';
import { RequirePermission } from '@backstage/plugin-permission-react';
import { ScaffolderPage } from '@backstage/plugin-scaffolder';
import { SearchPage } from '@backstage/plugin-search';
import {
  TechDocsIndexPage,
  TechDocsReaderPage,
} from '@backstage/plugin-techdocs';
import { ReportIssue } from '@backstage/plugin-techdocs-module-addons-contrib';
import { TechDocsAddons } from '@backstage/plugin-techdocs-react';
import { UserSettingsPage } from '@backstage/plugin-user-settings';
import { catalogColumns, entityPage } from './components/catalog';
import { catalogImportPage } from './components/catalogImport';
import { homePage } from './components/home';
import { searchPage } from './components/search';
import { providerSettings, settingsTabs } from './components/settings';

/**
 * Every page of the portal and its path. An element and not a component, because Backstage
 * finds the plugins' pages by walking the element tree.
 */
export const routes = (
  <FlatRoutes>
    <Route path="/" element={<HomepageCompositionRoot />}>
      {homePage}
    </Route>
    <Route
      path="/catalog"
      element={
        <CatalogIndexPage
          initiallySelectedFilter="all"
          columns={catalogColumns}
        />
      }
    />
    <Route
      path="/catalog/:namespace/:kind/:name"
      element={<CatalogEntityPage />}
    >
      {entityPage}
    </Route>
    <Route path="/catalog-graph" element={<CatalogGraphPage />} />
    <Route
      path="/catalog-import"
      element={
        <RequirePermission permission={catalogEntityCreatePermission}>
          <CatalogImportPage />
        </RequirePermission>
      }
    >
      {catalogImportPage}
    </Route>
    <Route path="/api-docs" element={<ApiExplorerPage />} />
    <Route path="/docs" element={<TechDocsIndexPage />} />
    <Route
      path="/docs/:namespace/:kind/:name/*"
      element={<TechDocsReaderPage />}
    >
      <TechDocsAddons>
        <ReportIssue />
      </TechDocsAddons>
    </Route>
    <Route path="/create" element={<ScaffolderPage />} />
    <Route path="/search" element={<SearchPage />}>
      {searchPage}
    </Route>
    <Route path="/bitbucket-ingestion" element={<BitbucketIngestionPage />} />
    <Route path="/scorecard" element={<BitbucketScorecardPage />} />
    <Route path="/notifications" element={<NotificationsPage />} />
    <Route
      path="/settings"
      element={<UserSettingsPage providerSettings={providerSettings} />}
    >
      {settingsTabs}
    </Route>
  </FlatRoutes>
);
