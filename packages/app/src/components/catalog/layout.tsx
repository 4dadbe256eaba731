import { type PropsWithChildren } from 'react';
import { Grid, makeStyles } from '@material-ui/core';
import { EntityBitbucketConflictWarning } from '@backstage-bitbucket/plugin-bitbucket-cloud';
import { type Entity } from '@backstage/catalog-model';
import {
  EntityLabelsCard,
  EntityLinksCard,
  EntityOrphanWarning,
  EntityProcessingErrorsPanel,
  EntityRelationWarning,
  EntitySwitch,
  hasCatalogProcessingErrors,
  hasLabels,
  hasRelationWarnings,
  isOrphan,
} from '@backstage/plugin-catalog';

/** The grid for the cards of an entity page. */
export const Cards = ({ children }: PropsWithChildren<{}>) => (
  <Grid container spacing={3} alignItems="stretch">
    {children}
  </Grid>
);

const useFullStyles = makeStyles({
  root: { '&:empty': { display: 'none' } },
});

/** A card over the whole width. An empty card takes no space. */
export const Full = ({ children }: PropsWithChildren<{}>) => {
  const { root } = useFullStyles();
  return (
    <Grid item xs={12} className={root}>
      {children}
    </Grid>
  );
};

/** A card over half the width, or over the whole width on small screens. */
export const Half = ({ children }: PropsWithChildren<{}>) => (
  <Grid item xs={12} md={6}>
    {children}
  </Grid>
);

/** The problems of the entity, if any; first on every overview. */
export const entityWarnings = (
  <>
    <Full>
      <EntityBitbucketConflictWarning />
    </Full>
    <EntitySwitch>
      <EntitySwitch.Case if={isOrphan}>
        <Full>
          <EntityOrphanWarning />
        </Full>
      </EntitySwitch.Case>
    </EntitySwitch>
    <EntitySwitch>
      <EntitySwitch.Case if={hasRelationWarnings}>
        <Full>
          <EntityRelationWarning />
        </Full>
      </EntitySwitch.Case>
    </EntitySwitch>
    <EntitySwitch>
      <EntitySwitch.Case if={hasCatalogProcessingErrors}>
        <Full>
          <EntityProcessingErrorsPanel />
        </Full>
      </EntitySwitch.Case>
    </EntitySwitch>
  </>
);

const hasLinks = (entity: Entity) => Boolean(entity.metadata.links?.length);

/** Cards that only some entities need: links and labels. */
export const optionalCards = (
  <>
    <EntitySwitch>
      <EntitySwitch.Case if={hasLinks}>
        <Half>
          <EntityLinksCard />
        </Half>
      </EntitySwitch.Case>
    </EntitySwitch>
    <EntitySwitch>
      <EntitySwitch.Case if={hasLabels}>
        <Half>
          <EntityLabelsCard />
        </Half>
      </EntitySwitch.Case>
    </EntitySwitch>
  </>
);
