import { EntityAboutCard, EntityLayout } from '@backstage/plugin-catalog';
import { docsRoute } from './docsRoute';
import { Cards, entityWarnings, Full, optionalCards } from './layout';

/** The page of a software template. Its About card contains the button that launches it. */
export const templatePage = (
  <EntityLayout>
    <EntityLayout.Route path="/" title="Overview">
      <Cards>
        {entityWarnings}
        <Full>
          <EntityAboutCard />
        </Full>
        {optionalCards}
      </Cards>
    </EntityLayout.Route>
    {docsRoute}
  </EntityLayout>
);
