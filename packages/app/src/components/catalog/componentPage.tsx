import {
  EntityBitbucketDeploymentsContent,
  EntityBitbucketPipelinesContent,
  EntityBitbucketPullRequestsContent,
  EntityBitbucketScorecardCard,
  isBitbucketRepositoryAvailable,
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
import { Cards, Full, Half } from './layout';
import { overviewCards } from './overview';

const hasParts = (entity: Entity) =>
  Boolean(entity.relations?.some(({ type }) => type === RELATION_HAS_PART));

const overviewRoute = (
  <EntityLayout.Route path="/" title="Overview">
    <Cards>
      {overviewCards}
      <EntitySwitch>
        <EntitySwitch.Case if={isBitbucketRepositoryAvailable}>
          <Half>
            <EntityBitbucketScorecardCard />
          </Half>
        </EntitySwitch.Case>
      </EntitySwitch>
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

/** Tabs of components with a repository at Bitbucket. */
const bitbucketRoutes = [
  <EntityLayout.Route
    key="pull-requests"
    if={isBitbucketRepositoryAvailable}
    path="/pull-requests"
    title="Pull requests"
  >
    <EntityBitbucketPullRequestsContent />
  </EntityLayout.Route>,
  <EntityLayout.Route
    key="pipelines"
    if={isBitbucketRepositoryAvailable}
    path="/pipelines"
    title="Pipelines"
  >
    <EntityBitbucketPipelinesContent />
  </EntityLayout.Route>,
  <EntityLayout.Route
    key="deployments"
    if={isBitbucketRepositoryAvailable}
    path="/deployments"
    title="Deployments"
  >
    <EntityBitbucketDeploymentsContent />
  </EntityLayout.Route>,
];

/** The page of a component: most have APIs, websites only consume some, libraries do not have APIs. */
export const componentPage = (
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
