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

/** The page of a component: most have APIs, websites only consume some, libraries do not have APIs. */
export const componentPage = (
  <EntitySwitch>
    <EntitySwitch.Case if={isComponentType('website')}>
      <EntityLayout>
        {overviewRoute}
        {consumedApisRoute}
        {dependenciesRoute}
        {docsRoute}
      </EntityLayout>
    </EntitySwitch.Case>
    <EntitySwitch.Case if={isComponentType('library')}>
      <EntityLayout>
        {overviewRoute}
        {dependenciesRoute}
        {docsRoute}
      </EntityLayout>
    </EntitySwitch.Case>
    <EntitySwitch.Case>
      <EntityLayout>
        {overviewRoute}
        {apisRoute}
        {dependenciesRoute}
        {docsRoute}
      </EntityLayout>
    </EntitySwitch.Case>
  </EntitySwitch>
);
