import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { logo } from '../../branding';

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
 * The portal's logo: the file `branding/logo.svg`. The icons in `public/` contain the same drawing.
 *
 * @public
 */
export const LogoIcon = ({ size = 28 }: LogoIconProps) => (
  <img src={logo} alt="" width={size} height={size} />
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
