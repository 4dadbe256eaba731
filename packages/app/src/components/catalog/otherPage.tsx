import { EntityLayout } from '@backstage/plugin-catalog';
import { docsRoute } from './docsRoute';
import { Cards } from './layout';
import { overviewCards } from './overview';

/** The page of every kind that has no page of its own. */
export const otherPage = (
  <EntityLayout>
    <EntityLayout.Route path="/" title="Overview">
      <Cards>{overviewCards}</Cards>
    </EntityLayout.Route>
    {docsRoute}
  </EntityLayout>
);
