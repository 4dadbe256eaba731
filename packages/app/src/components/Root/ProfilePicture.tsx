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
 * Who is signed in: their picture, named after them, or their initial. Backstage's own avatar is
 * called "Profile picture" for everybody.
 */
export const ProfilePicture = () => {
  const classes = useStyles();
  const { displayName, profile } = useUserProfile();
  return (
    <Avatar className={classes.root} src={profile.picture} alt={displayName} />
  );
};
