import { makeStyles } from '@material-ui/core';
import { signInArtwork } from '../../branding';

const useStyles = makeStyles({
  root: {
    position: 'absolute',
    insetInline: 0,
    bottom: 0,
    width: '100%',
    height: '46vh',
    objectFit: 'cover',
    objectPosition: 'bottom',
  },
});

/** The drawing behind the sign-in card. Decoration only. */
export const SignInArtwork = () => (
  <img className={useStyles().root} src={signInArtwork} alt="" />
);
