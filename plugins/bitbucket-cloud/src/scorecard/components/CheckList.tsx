import { makeStyles, Typography } from '@material-ui/core';
import { Link } from '@backstage/core-components';
import {
  type BitbucketCheckResult,
  type BitbucketScorecards,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { UserText } from '../../pages/shared/UserText';
import { CheckIcon } from './checkStates';
import { textOfState } from './countChecks';

const useStyles = makeStyles(theme => ({
  list: { listStyle: 'none', margin: 0, padding: 0 },
  item: {
    display: 'flex',
    gap: theme.spacing(1),
    padding: theme.spacing(0.75, 0),
    overflowWrap: 'anywhere',
  },
}));

interface CheckListProps {
  checks: BitbucketCheckResult[];
  /** Of the checks. */
  titles: BitbucketScorecards['checks'];
}

/** The checks of a component, each with a sentence. */
export const CheckList = ({ checks, titles }: CheckListProps) => {
  const classes = useStyles();
  return (
    <ul className={classes.list}>
      {checks.map(check => {
        const { id, message, state, url } = check;
        const title = titles.find(each => each.id === id)?.title ?? id;
        return (
          <li key={id} className={classes.item}>
            <CheckIcon state={state} />
            <div>
              <Typography variant="body2">
                {url ? (
                  <Link to={url} underline="always">
                    {title}
                  </Link>
                ) : (
                  title
                )}
                {`: ${textOfState(check)}`}
              </Typography>
              <Typography variant="body2" color="textSecondary">
                <UserText text={message} />
              </Typography>
            </div>
          </li>
        );
      })}
    </ul>
  );
};
