import { EntityLayout } from '@backstage/plugin-catalog';
import {
  EntityOwnershipCard,
  EntityUserProfileCard,
} from '@backstage/plugin-org';
import { EntityBitbucketSessionsCard } from '@backstage-bitbucket/plugin-bitbucket-auth';
import { Cards, entityWarnings, Full, Half, optionalCards } from './layout';

/** The page of a user: their profile and their entities. */
export const userPage = (
  <EntityLayout>
    <EntityLayout.Route path="/" title="Overview">
      <Cards>
        {entityWarnings}
        <Half>
          <EntityUserProfileCard />
        </Half>
        <Half>
          <EntityOwnershipCard />
        </Half>
        {optionalCards}
        {/* For administrators only. */}
        <Full>
          <EntityBitbucketSessionsCard />
        </Full>
      </Cards>
    </EntityLayout.Route>
  </EntityLayout>
);
