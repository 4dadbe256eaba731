import {
  EntityBitbucketOverviewCard,
  isBitbucketRepositoryAvailable,
} from '@backstage-bitbucket/plugin-bitbucket-cloud';
import { type Entity, isComponentEntity } from '@backstage/catalog-model';
import { EntityAboutCard, EntitySwitch } from '@backstage/plugin-catalog';
import { EntityCatalogGraphCard } from '@backstage/plugin-catalog-graph';
import { entityWarnings, Half, optionalCards } from './layout';

const isComponentWithRepository = (entity: Entity) =>
  isComponentEntity(entity) && isBitbucketRepositoryAvailable(entity);

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
    <EntitySwitch>
      <EntitySwitch.Case if={isComponentWithRepository}>
        <Half>
          <EntityBitbucketOverviewCard />
        </Half>
      </EntitySwitch.Case>
    </EntitySwitch>
    {optionalCards}
  </>
);
