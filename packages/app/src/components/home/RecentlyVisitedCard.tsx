import useAsync from 'react-use/esm/useAsync';
import { List, ListItem, ListItemText, Typography } from '@material-ui/core';
import { InfoCard, Link, Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { type Visit, visitsApiRef } from '@backstage/plugin-home';
import { EntityRefLink } from '@backstage/plugin-catalog-react';

const SHOWN_VISITS = 5;

const formatTime = (timestamp: number) =>
  new Date(timestamp).toLocaleString(undefined, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });

const VisitLink = ({ visit }: { visit: Visit }) =>
  visit.entityRef ? (
    <EntityRefLink entityRef={visit.entityRef} />
  ) : (
    <Link to={visit.pathname}>{visit.name}</Link>
  );

/** The last visited pages in this browser, latest first. */
export const RecentlyVisitedCard = () => {
  const visitsApi = useApi(visitsApiRef);
  const { loading, value: visits = [] } = useAsync(
    () =>
      visitsApi.list({
        limit: SHOWN_VISITS,
        orderBy: [{ field: 'timestamp', direction: 'desc' }],
      }),
    [visitsApi],
  );

  return (
    <InfoCard title="Recently visited" noPadding>
      {loading && <Progress />}
      {!loading && visits.length === 0 && (
        <Typography style={{ padding: 16 }}>
          The pages that you open are listed here, only for you.
        </Typography>
      )}
      {visits.length > 0 && (
        <List>
          {visits.map(visit => (
            <ListItem divider key={visit.id}>
              <ListItemText
                primary={<VisitLink visit={visit} />}
                secondary={formatTime(visit.timestamp)}
              />
            </ListItem>
          ))}
        </List>
      )}
    </InfoCard>
  );
};
