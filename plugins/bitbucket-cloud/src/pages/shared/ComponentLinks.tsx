import { Fragment } from 'react';
import {
  type BitbucketComponent,
  MOST_LISTED_COMPONENTS,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { EntityRefLink } from '@backstage/plugin-catalog-react';

/** More components of one repository make a row too high. */
const SHOWN = 3;

function moreOf({ length }: BitbucketComponent[]): string {
  return length < MOST_LISTED_COMPONENTS ? `${length - SHOWN} more` : 'more';
}

/** Links to the components of a repository. */
export const ComponentLinks = ({
  components,
}: {
  components: BitbucketComponent[];
}) => (
  <>
    {components.slice(0, SHOWN).map(({ entityRef, title }, index) => (
      <Fragment key={entityRef}>
        {index > 0 && ', '}
        <EntityRefLink
          entityRef={entityRef}
          title={visibleText(title)}
          underline="always"
        />
      </Fragment>
    ))}
    {components.length > SHOWN && ` and ${moreOf(components)}`}
  </>
);
