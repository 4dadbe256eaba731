import {
  EntityBitbucketDeploymentsContent,
  EntityBitbucketPipelinesContent,
  EntityBitbucketPullRequestsContent,
  useBitbucketRepositoryFilter,
} from '@backstage-bitbucket/plugin-bitbucket-cloud';
import { type Entity, RELATION_HAS_PART } from '@backstage/catalog-model';
import {
  EntityConsumedApisCard,
  EntityProvidedApisCard,
} from '@backstage/plugin-api-docs';
import {
  EntityDependencyOfComponentsCard,
  EntityDependsOnComponentsCard,
  EntityDependsOnResourcesCard,
  EntityHasSubcomponentsCard,
  EntityLayout,
  EntitySwitch,
  isComponentType,
} from '@backstage/plugin-catalog';
import { docsRoute } from './docsRoute';
import { Cards, Full } from './layout';
import { overviewCards } from './overview';

const hasParts = (entity: Entity) =>
  Boolean(entity.relations?.some(({ type }) => type === RELATION_HAS_PART));

const overviewRoute = (
  <EntityLayout.Route path="/" title="Overview">
    <Cards>
      {overviewCards}
      <EntitySwitch>
        <EntitySwitch.Case if={hasParts}>
          <Full>
            <EntityHasSubcomponentsCard />
          </Full>
        </EntitySwitch.Case>
      </EntitySwitch>
    </Cards>
  </EntityLayout.Route>
);

const apisRoute = (
  <EntityLayout.Route path="/api" title="APIs">
    <Cards>
      <Full>
        <EntityProvidedApisCard />
      </Full>
      <Full>
        <EntityConsumedApisCard />
      </Full>
    </Cards>
  </EntityLayout.Route>
);

const consumedApisRoute = (
  <EntityLayout.Route path="/api" title="APIs">
    <Cards>
      <Full>
        <EntityConsumedApisCard />
      </Full>
    </Cards>
  </EntityLayout.Route>
);

const dependenciesRoute = (
  <EntityLayout.Route path="/dependencies" title="Dependencies">
    <Cards>
      <Full>
        <EntityDependsOnComponentsCard />
      </Full>
      <Full>
        <EntityDependsOnResourcesCard />
      </Full>
      <Full>
        <EntityDependencyOfComponentsCard />
      </Full>
    </Cards>
  </EntityLayout.Route>
);

/** Tabs of components with a repository in a workspace that the portal reads. */
const bitbucketRoutesFor = (isAvailable: (entity: Entity) => boolean) => [
  <EntityLayout.Route
    key="pull-requests"
    if={isAvailable}
    path="/pull-requests"
    title="Pull requests"
  >
    <EntityBitbucketPullRequestsContent />
  </EntityLayout.Route>,
  <EntityLayout.Route
    key="pipelines"
    if={isAvailable}
    path="/pipelines"
    title="Pipelines"
  >
    <EntityBitbucketPipelinesContent />
  </EntityLayout.Route>,
  <EntityLayout.Route
    key="deployments"
    if={isAvailable}
    path="/deployments"
    title="Deployments"
  >
    <EntityBitbucketDeploymentsContent />
  </EntityLayout.Route>,
];

/** The page of a component: most have APIs, websites only consume some, libraries do not have APIs. */
const ComponentPage = () => {
  const bitbucketRoutes = bitbucketRoutesFor(useBitbucketRepositoryFilter());
  return (
    <EntitySwitch>
      <EntitySwitch.Case if={isComponentType('website')}>
        <EntityLayout>
          {overviewRoute}
          {bitbucketRoutes}
          {consumedApisRoute}
          {dependenciesRoute}
          {docsRoute}
        </EntityLayout>
      </EntitySwitch.Case>
      <EntitySwitch.Case if={isComponentType('library')}>
        <EntityLayout>
          {overviewRoute}
          {bitbucketRoutes}
          {dependenciesRoute}
          {docsRoute}
        </EntityLayout>
      </EntitySwitch.Case>
      <EntitySwitch.Case>
        <EntityLayout>
          {overviewRoute}
          {bitbucketRoutes}
          {apisRoute}
          {dependenciesRoute}
          {docsRoute}
        </EntityLayout>
      </EntitySwitch.Case>
    </EntitySwitch>
  );
};

/** The page of components. */
export const componentPage = <ComponentPage />;
