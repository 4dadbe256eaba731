import {
  EntityBitbucketMissingRepositoryCard,
  EntityBitbucketOverviewCard,
  EntityBitbucketScorecardCard,
  useBitbucketRepositoryFilter,
} from '@backstage-bitbucket/plugin-bitbucket-cloud';
import { type Entity, isComponentEntity } from '@backstage/catalog-model';
import { EntityAboutCard, EntitySwitch } from '@backstage/plugin-catalog';
import { EntityCatalogGraphCard } from '@backstage/plugin-catalog-graph';
import { entityWarnings, Full, Half, optionalCards } from './layout';

/** Cards of components with a repository in a workspace that the portal reads, or how to add one. */
const BitbucketCards = () => {
  const isAvailable = useBitbucketRepositoryFilter();
  const isShown = (entity: Entity) =>
    isComponentEntity(entity) && isAvailable(entity);
  return (
    <EntitySwitch>
      <EntitySwitch.Case if={isShown}>
        <>
          <Half>
            <EntityBitbucketOverviewCard />
          </Half>
          <Half>
            <EntityBitbucketScorecardCard />
          </Half>
        </>
      </EntitySwitch.Case>
      <EntitySwitch.Case if={isComponentEntity}>
        <Full>
          <EntityBitbucketMissingRepositoryCard />
        </Full>
      </EntitySwitch.Case>
    </EntitySwitch>
  );
};

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
    <BitbucketCards />
    {optionalCards}
  </>
);
