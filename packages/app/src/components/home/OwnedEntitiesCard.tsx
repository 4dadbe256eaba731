import { useEffect } from 'react';
import useAsync from 'react-use/esm/useAsync';
import { List, ListItem, ListItemText, Typography } from '@material-ui/core';
import { type Entity } from '@backstage/catalog-model';
import { InfoCard, Link, Progress } from '@backstage/core-components';
import {
  errorApiRef,
  identityApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { catalogApiRef, EntityRefLink } from '@backstage/plugin-catalog-react';

const SHOWN_ENTITIES = 8;

/** Undefined while loading; empty if the catalog returned an error. */
function useOwnedEntities(): Entity[] | undefined {
  const catalogApi = useApi(catalogApiRef);
  const identityApi = useApi(identityApiRef);
  const errorApi = useApi(errorApiRef);

  const { error, value } = useAsync(async () => {
    const { ownershipEntityRefs } = await identityApi.getBackstageIdentity();
    const { items } = await catalogApi.queryEntities({
      filter: {
        kind: ['Component', 'API', 'Resource', 'System'],
        'relations.ownedBy': ownershipEntityRefs,
      },
      fields: ['kind', 'metadata', 'spec.type'],
      orderFields: { field: 'metadata.name', order: 'asc' },
      limit: SHOWN_ENTITIES,
    });
    return items;
  }, [catalogApi, identityApi]);

  useEffect(() => {
    if (error) {
      errorApi.post(error);
    }
  }, [error, errorApi]);
  return error ? [] : value;
}

function describeKind({ kind, spec }: Entity): string {
  return typeof spec?.type === 'string' ? `${kind}, ${spec.type}` : kind;
}

/** The first entities of the user and their teams. The catalog lists all of them. */
export const OwnedEntitiesCard = () => {
  const entities = useOwnedEntities();

  return (
    <InfoCard
      title="Yours and your teams'"
      noPadding
      deepLink={{
        title: 'All in the catalog',
        link: '/catalog?filters[user]=owned',
      }}
    >
      {entities === undefined && <Progress />}
      {entities?.length === 0 && (
        <Typography style={{ padding: 16 }}>
          Nothing in the catalog belongs to you or your teams yet.{' '}
          <Link to="/create">Create something from a template</Link>, or{' '}
          <Link to="/catalog-import">register what exists</Link>.
        </Typography>
      )}
      {entities && entities.length > 0 && (
        <List>
          {entities.map(entity => (
            <ListItem divider key={`${entity.kind}:${entity.metadata.name}`}>
              <ListItemText
                primary={<EntityRefLink entityRef={entity} />}
                secondary={entity.metadata.description ?? describeKind(entity)}
              />
            </ListItem>
          ))}
        </List>
      )}
    </InfoCard>
  );
};
