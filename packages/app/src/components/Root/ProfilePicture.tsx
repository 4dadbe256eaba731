import { Avatar, makeStyles } from '@material-ui/core';
import { sidebarConfig } from '@backstage/core-components';
import { useUserProfile } from '@backstage/plugin-user-settings';

const useStyles = makeStyles({
  root: {
    width: sidebarConfig.iconSize,
    height: sidebarConfig.iconSize,
    fontSize: '0.75rem',
  },
});

/**
 * The picture of the signed-in user, labeled with the user's name, or an initial. Backstage's own avatar
 * has the same label, "Profile picture", for all users.
 */
export const ProfilePicture = () => {
  const classes = useStyles();
  const { displayName, profile } = useUserProfile();
  return (
    <Avatar className={classes.root} src={profile.picture} alt={displayName} />
  );
};
