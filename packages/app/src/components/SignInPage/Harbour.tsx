import { makeStyles } from '@material-ui/core';

const useStyles = makeStyles(theme => ({
  root: {
    position: 'absolute',
    insetInline: 0,
    bottom: 0,
    width: '100%',
    height: '46vh',
    color:
      theme.palette.type === 'dark'
        ? theme.palette.primary.main
        : theme.palette.primary.dark,
  },
}));

/** The water behind the sign-in card. Decoration only. */
export const Harbour = () => (
  <svg
    className={useStyles().root}
    aria-hidden="true"
    focusable="false"
    viewBox="0 0 1440 400"
    preserveAspectRatio="xMidYMax slice"
    fill="currentColor"
  >
    <path
      fillOpacity="0.07"
      d="M0 96c120-48 240-48 360 0s240 48 360 0 240-48 360 0 240 48 360 0v304H0Z"
    />
    <path
      fillOpacity="0.09"
      d="M0 196c120 40 240 40 360 0s240-40 360 0 240 40 360 0 240-40 360 0v204H0Z"
    />
    <path
      fillOpacity="0.12"
      d="M0 300c120-32 240-32 360 0s240 32 360 0 240-32 360 0 240 32 360 0v100H0Z"
    />
  </svg>
);
