import { EntityAboutCard } from '@backstage/plugin-catalog';
import { EntityCatalogGraphCard } from '@backstage/plugin-catalog-graph';
import { entityWarnings, Half, optionalCards } from './layout';

/** The first cards of every kind's overview, except for users and groups. */
export const overviewCards = (
  <>
    {entityWarnings}
    <Half>
      <EntityAboutCard />
    </Half>
    <Half>
      <EntityCatalogGraphCard height={400} />
    </Half>
    {optionalCards}
  </>
);
