import { EntityAboutCard, EntityLayout } from '@backstage/plugin-catalog';
import { Cards, entityWarnings, Full, optionalCards } from './layout';

/** The page of a location: the source that the catalog reads, and its errors. */
export const locationPage = (
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
  </EntityLayout>
);
