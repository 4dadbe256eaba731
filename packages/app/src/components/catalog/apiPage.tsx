import {
  EntityApiDefinitionCard,
  EntityConsumingComponentsCard,
  EntityProvidingComponentsCard,
} from '@backstage/plugin-api-docs';
import { EntityLayout } from '@backstage/plugin-catalog';
import { docsRoute } from './docsRoute';
import { Cards, Full } from './layout';
import { overviewCards } from './overview';

/** The page of an API: its providers, its consumers and its definition. */
export const apiPage = (
  <EntityLayout>
    <EntityLayout.Route path="/" title="Overview">
      <Cards>
        {overviewCards}
        <Full>
          <EntityProvidingComponentsCard />
        </Full>
        <Full>
          <EntityConsumingComponentsCard />
        </Full>
      </Cards>
    </EntityLayout.Route>
    <EntityLayout.Route path="/definition" title="Definition">
      <Cards>
        <Full>
          <EntityApiDefinitionCard />
        </Full>
      </Cards>
    </EntityLayout.Route>
    {docsRoute}
  </EntityLayout>
);
