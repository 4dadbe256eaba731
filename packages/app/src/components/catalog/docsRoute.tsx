import { EntityLayout } from '@backstage/plugin-catalog';
import {
  EntityTechdocsContent,
  isTechDocsAvailable,
} from '@backstage/plugin-techdocs';
import { ReportIssue } from '@backstage/plugin-techdocs-module-addons-contrib';
import { TechDocsAddons } from '@backstage/plugin-techdocs-react';

/** The documentation tab of every entity with documentation. */
export const docsRoute = (
  <EntityLayout.Route path="/docs" title="Docs" if={isTechDocsAvailable}>
    <EntityTechdocsContent>
      <TechDocsAddons>
        <ReportIssue />
      </TechDocsAddons>
    </EntityTechdocsContent>
  </EntityLayout.Route>
);
