import {
  EntityHasSubdomainsCard,
  EntityHasSystemsCard,
  EntityLayout,
} from '@backstage/plugin-catalog';
import { docsRoute } from './docsRoute';
import { Cards, Full } from './layout';
import { overviewCards } from './overview';

/** The page of a domain: its systems and subdomains. */
export const domainPage = (
  <EntityLayout>
    <EntityLayout.Route path="/" title="Overview">
      <Cards>
        {overviewCards}
        <Full>
          <EntityHasSystemsCard />
        </Full>
        <Full>
          <EntityHasSubdomainsCard />
        </Full>
      </Cards>
    </EntityLayout.Route>
    {docsRoute}
  </EntityLayout>
);
