import { List, ListItem, makeStyles, Typography } from '@material-ui/core';
import { InfoCard, Link } from '@backstage/core-components';
import { type Tool } from '../../branding';

const useStyles = makeStyles(theme => ({
  list: { display: 'flex', flexWrap: 'wrap' },
  tool: { width: 'auto', padding: theme.spacing(0.5, 1) },
  link: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    width: 72,
  },
  icon: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    width: 64,
    height: 64,
    marginBottom: theme.spacing(1),
    borderRadius: '50%',
    boxShadow: theme.shadows[1],
    color: theme.palette.text.secondary,
    backgroundColor: theme.palette.background.default,
    '& svg': { fontSize: '2rem' },
  },
}));

/**
 * The toolkit of `@backstage/plugin-home`, as a list, so that screen readers announce the number of
 * items.
 */
export const StartHereCard = ({ tools }: { tools: Tool[] }) => {
  const classes = useStyles();
  return (
    <InfoCard title="Start here" noPadding>
      <List className={classes.list}>
        {tools.map(({ url, label, icon }) => (
          <ListItem key={url} className={classes.tool}>
            <Link to={url} className={classes.link}>
              <span className={classes.icon} aria-hidden>
                {icon}
              </span>
              <Typography variant="body2" color="textSecondary">
                {label}
              </Typography>
            </Link>
          </ListItem>
        ))}
      </List>
    </InfoCard>
  );
};
