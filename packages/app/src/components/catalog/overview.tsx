import { EntityAboutCard } from '@backstage/plugin-catalog';
import { EntityCatalogGraphCard } from '@backstage/plugin-catalog-graph';
import { entityWarnings, Half, optionalCards } from './layout';

/** What every kind's overview begins with, people and groups excepted. */
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
