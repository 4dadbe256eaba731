import ScorecardIcon from '@material-ui/icons/PlaylistAddCheck';
import { SidebarItem } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { scorecardRouteRef } from '../routes';

/** An item of the sidebar that opens the page with the scorecards. */
export const ScorecardSidebarItem = () => {
  const link = useRouteRef(scorecardRouteRef);
  return <SidebarItem icon={ScorecardIcon} to={link()} text="Scorecard" />;
};
