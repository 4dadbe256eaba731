import {
  LinearProgress,
  makeStyles,
  Tooltip,
  Typography,
  useMediaQuery,
} from '@material-ui/core';
import { type Theme } from '@material-ui/core/styles';
import { InfoCard, Link } from '@backstage/core-components';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  type BitbucketScorecard,
  type BitbucketScorecards,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  type BitbucketColumn,
  BitbucketTable,
} from '../../pages/shared/BitbucketTable';
import { CheckList } from './CheckList';
import { CheckIcon } from './checkStates';
import { countChecks, describeCounts, textOfState } from './countChecks';
import { type TeamScorecards } from './groupByOwner';

const useStyles = makeStyles(theme => ({
  state: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    color: 'inherit',
    whiteSpace: 'nowrap',
  },
  component: { '& + &': { marginTop: theme.spacing(2) } },
}));

type Titles = BitbucketScorecards['checks'];

function createColumns(
  titles: Titles,
  stateClass: string,
): BitbucketColumn<BitbucketScorecard>[] {
  return [
    {
      title: 'Component',
      render: ({ entityRef, title }) => (
        <EntityRefLink entityRef={entityRef} title={title} />
      ),
    },
    ...titles.map(({ id, title }) => ({
      title,
      render: ({ checks }: BitbucketScorecard) => {
        const check = checks.find(each => each.id === id);
        if (!check) {
          return null;
        }
        const { message, state, url } = check;
        const content = (
          <>
            <CheckIcon state={state} />
            {textOfState(check)}
          </>
        );
        return (
          <Tooltip title={visibleText(message)}>
            {url ? (
              <Link to={url} className={stateClass} underline="always">
                {content}
              </Link>
            ) : (
              <span className={stateClass}>{content}</span>
            )}
          </Tooltip>
        );
      },
    })),
  ];
}

interface TeamCardProps extends TeamScorecards {
  titles: Titles;
}

/** The components of a team with their checks; a list on narrow screens. */
export const TeamCard = ({ owner, scorecards, titles }: TeamCardProps) => {
  const classes = useStyles();
  const isNarrow = useMediaQuery<Theme>(theme => theme.breakpoints.down('sm'));
  const counts = countChecks(scorecards);
  const known = counts.passed + counts.failed;
  return (
    <InfoCard
      title={
        owner ? (
          <EntityRefLink entityRef={owner} defaultKind="group" />
        ) : (
          'Without an owner'
        )
      }
      subheader={describeCounts(counts)}
    >
      <LinearProgress
        variant="determinate"
        value={known === 0 ? 0 : (100 * counts.passed) / known}
        aria-hidden
        style={{ marginBottom: 16 }}
      />
      {isNarrow ? (
        scorecards.map(({ checks, entityRef, title }) => (
          <div key={entityRef} className={classes.component}>
            <Typography variant="subtitle1" component="h3">
              <EntityRefLink entityRef={entityRef} title={title} />
            </Typography>
            <CheckList checks={checks} titles={titles} />
          </div>
        ))
      ) : (
        <BitbucketTable
          label={`Components of ${owner ?? 'no owner'}`}
          columns={createColumns(titles, classes.state)}
          rows={scorecards}
          keyOf={({ entityRef }) => entityRef}
        />
      )}
    </InfoCard>
  );
};
