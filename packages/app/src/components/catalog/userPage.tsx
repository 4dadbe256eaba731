import { EntityLayout } from '@backstage/plugin-catalog';
import {
  EntityOwnershipCard,
  EntityUserProfileCard,
} from '@backstage/plugin-org';
import { EntityBitbucketSessionsCard } from '@backstage-bitbucket/plugin-bitbucket-auth';
import { Cards, entityWarnings, Full, Half, optionalCards } from './layout';

/** The page of a person: who they are and what they own. */
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
