import { EntityLayout } from '@backstage/plugin-catalog';
import {
  EntityOwnershipCard,
  EntityUserProfileCard,
} from '@backstage/plugin-org';
import { Cards, entityWarnings, Half, optionalCards } from './layout';

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
      </Cards>
    </EntityLayout.Route>
  </EntityLayout>
);
