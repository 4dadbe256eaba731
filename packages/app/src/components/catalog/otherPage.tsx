import { EntityLayout } from '@backstage/plugin-catalog';
import { docsRoute } from './docsRoute';
import { Cards } from './layout';
import { overviewCards } from './overview';

/** The page of every kind without its own page. */
export const otherPage = (
  <EntityLayout>
    <EntityLayout.Route path="/" title="Overview">
      <Cards>{overviewCards}</Cards>
    </EntityLayout.Route>
    {docsRoute}
  </EntityLayout>
);
