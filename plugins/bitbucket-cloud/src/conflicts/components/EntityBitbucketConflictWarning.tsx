import useAsync from 'react-use/esm/useAsync';
import { makeStyles, Typography } from '@material-ui/core';
import WarningIcon from '@material-ui/icons/ReportProblemOutlined';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { EntityRefLink, useEntity } from '@backstage/plugin-catalog-react';
import type { BitbucketEntityConflict } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { bitbucketConflictsApiRef } from '../api';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    gap: theme.spacing(2),
    padding: theme.spacing(2),
    borderRadius: 4,
    borderLeft: `4px solid ${theme.palette.warning.main}`,
    backgroundColor: theme.palette.background.paper,
    color: theme.palette.text.primary,
    overflowWrap: 'anywhere',
  },
  icon: { color: theme.palette.warning.main },
  text: { minWidth: 0 },
  files: {
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    gap: theme.spacing(0.5, 2),
    margin: theme.spacing(1, 0),
    [theme.breakpoints.down('xs')]: { gridTemplateColumns: '1fr' },
    '& dd': { margin: 0 },
  },
}));

/** Shortens the address of a file at Bitbucket to what differs between repositories. */
function nameOf(address: string): string {
  const [, repository, path] =
    /^https:\/\/[^/]+\/([^/]+\/[^/]+)\/src\/[^/]+\/(.+)$/.exec(address) ?? [];
  return repository ? `${repository}: ${path}` : address;
}

const File = ({ address }: { address: string }) =>
  /^https?:\/\//.test(address) ? (
    <Link to={address}>{nameOf(address)}</Link>
  ) : (
    <>{address || 'another source'}</>
  );

interface ConflictListProps {
  conflicts: BitbucketEntityConflict[];
  /** The entity of the page. */
  entityRef: string;
}

const ConflictList = ({ conflicts, entityRef }: ConflictListProps) => {
  const classes = useStyles();
  return (
    <>
      {conflicts.map(conflict => (
        <dl
          key={`${conflict.entityRef} ${conflict.refused}`}
          className={classes.files}
        >
          {conflict.entityRef !== entityRef && (
            <>
              <dt>Entity</dt>
              <dd>
                <EntityRefLink entityRef={conflict.entityRef} />
              </dd>
            </>
          )}
          <dt>The catalog uses</dt>
          <dd>
            <File address={conflict.keptBy} />
          </dd>
          <dt>The catalog does not use</dt>
          <dd>
            <File address={conflict.refused} />
          </dd>
        </dl>
      ))}
    </>
  );
};

/**
 * A warning on the page of an entity that two files define. It shows which file the catalog uses and which it does
 * not, and what to do. Without a conflict it is empty.
 */
export const EntityBitbucketConflictWarning = () => {
  const classes = useStyles();
  const { entity } = useEntity();
  const api = useApi(bitbucketConflictsApiRef);
  const entityRef = stringifyEntityRef(entity);
  const { value } = useAsync(async () => {
    // The page works without the warning.
    const conflicts = await api.getConflicts(entityRef).catch(() => []);
    return { conflicts, entityRef };
  }, [api, entityRef]);

  // While another entity loads, the value belongs to the previous one.
  const conflicts = value?.entityRef === entityRef ? value.conflicts : [];
  if (conflicts.length === 0) {
    return null;
  }
  const isOwn = conflicts.every(conflict => conflict.entityRef === entityRef);
  return (
    <div role="status" className={classes.root}>
      <WarningIcon aria-hidden className={classes.icon} />
      <div className={classes.text}>
        <Typography variant="subtitle1" component="h2">
          {isOwn
            ? 'More than one file defines this entity'
            : 'The catalog does not use some entities of this file'}
        </Typography>
        <Typography variant="body2" component="div">
          The first file keeps an entity. The catalog ignores it in other files.
          <ConflictList conflicts={conflicts} entityRef={entityRef} />
          To correct this, remove the entity from one of the files, or give it
          another name there. If the wrong file keeps the entity, remove it from
          that file: the catalog uses the other one about a minute later.
        </Typography>
      </div>
    </div>
  );
};
