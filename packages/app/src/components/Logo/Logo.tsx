import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  full: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(1.25),
    whiteSpace: 'nowrap',
  },
  name: {
    fontSize: '1.25rem',
    fontWeight: 600,
    letterSpacing: '-0.01em',
  },
}));

interface LogoIconProps {
  /** Width and height in pixels. */
  size?: number;
}

/**
 * The portal's logo: a porthole that is also a Q, with water in it.
 *
 * The ring has the color of the surrounding text; the water and the quay have fixed colors. The files in
 * public/ (favicon.svg and the PNGs generated from it) contain the same drawing.
 *
 * @public
 */
export const LogoIcon = ({ size = 28 }: LogoIconProps) => (
  <svg
    aria-hidden="true"
    focusable="false"
    width={size}
    height={size}
    viewBox="0 0 48 48"
    fill="none"
  >
    <path
      fill="#17A2AE"
      d="M9.2 24.6c2.5-2.4 5-2.4 7.4 0s4.9 2.4 7.4 0 4.9-2.4 7.4 0 4.1 2.3 5.9 1.2A15 15 0 0 1 8 25.9c.4-.4.8-.8 1.2-1.3Z"
    />
    <circle cx="22.5" cy="22" r="16.5" stroke="currentColor" strokeWidth="5" />
    <path
      d="m30 30 11.5 11.5"
      stroke="#F5A524"
      strokeWidth="6"
      strokeLinecap="round"
    />
  </svg>
);

/**
 * The logo with the portal's name; the name is `app.title` of the configuration.
 *
 * @public
 */
export const LogoFull = () => {
  const classes = useStyles();
  const title = useApi(configApiRef).getOptionalString('app.title');

  return (
    <span className={classes.full}>
      <LogoIcon />
      <span className={classes.name}>{title}</span>
    </span>
  );
};
