import {
  EntityBitbucketGroupDeploymentsContent,
  EntityBitbucketGroupPipelinesContent,
  EntityBitbucketGroupPullRequestsContent,
} from '@backstage-bitbucket/plugin-bitbucket-cloud';
import { EntityLayout } from '@backstage/plugin-catalog';
import { EntityCatalogGraphCard } from '@backstage/plugin-catalog-graph';
import {
  EntityGroupProfileCard,
  EntityMembersListCard,
  EntityOwnershipCard,
} from '@backstage/plugin-org';
import { docsRoute } from './docsRoute';
import { Cards, entityWarnings, Full, Half, optionalCards } from './layout';

/** The page of a group: its purpose, members, entities and parents. */
export const groupPage = (
  <EntityLayout>
    <EntityLayout.Route path="/" title="Overview">
      <Cards>
        {entityWarnings}
        <Half>
          <EntityGroupProfileCard />
        </Half>
        <Half>
          <EntityOwnershipCard />
        </Half>
        <Full>
          <EntityMembersListCard />
        </Full>
        <Full>
          <EntityCatalogGraphCard height={400} />
        </Full>
        {optionalCards}
      </Cards>
    </EntityLayout.Route>
    <EntityLayout.Route path="/pull-requests" title="Pull requests">
      <EntityBitbucketGroupPullRequestsContent />
    </EntityLayout.Route>
    <EntityLayout.Route path="/pipelines" title="Pipelines">
      <EntityBitbucketGroupPipelinesContent />
    </EntityLayout.Route>
    <EntityLayout.Route path="/deployments" title="Deployments">
      <EntityBitbucketGroupDeploymentsContent />
    </EntityLayout.Route>
    {docsRoute}
  </EntityLayout>
);
