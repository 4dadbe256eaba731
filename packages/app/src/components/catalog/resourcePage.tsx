import {
  EntityDependencyOfComponentsCard,
  EntityDependsOnComponentsCard,
  EntityDependsOnResourcesCard,
  EntityLayout,
} from '@backstage/plugin-catalog';
import { docsRoute } from './docsRoute';
import { Cards, Full } from './layout';
import { overviewCards } from './overview';

/** The page of a resource, such as a database or a topic: its consumers and dependencies. */
export const resourcePage = (
  <EntityLayout>
    <EntityLayout.Route path="/" title="Overview">
      <Cards>
        {overviewCards}
        <Full>
          <EntityDependencyOfComponentsCard />
        </Full>
      </Cards>
    </EntityLayout.Route>
    <EntityLayout.Route path="/dependencies" title="Dependencies">
      <Cards>
        <Full>
          <EntityDependsOnComponentsCard />
        </Full>
        <Full>
          <EntityDependsOnResourcesCard />
        </Full>
      </Cards>
    </EntityLayout.Route>
    {docsRoute}
  </EntityLayout>
);
