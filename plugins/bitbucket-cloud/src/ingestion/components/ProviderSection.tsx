import { useId } from 'react';
import { makeStyles, Typography } from '@material-ui/core';
import { InfoCard } from '@backstage/core-components';
import type { BitbucketIngestionState } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { Notice } from '../../shared/Notice';
import { ProblemsTable } from './ProblemsTable';
import { RelativeTime } from '../../shared/RelativeTime';
import { RunDetails } from './RunDetails';

const TITLES: Record<string, string> = {
  bitbucketRepositories: 'Repositories',
  bitbucketWorkspace: 'People and groups',
};

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
    marginBottom: theme.spacing(4),
  },
  key: { overflowWrap: 'anywhere' },
}));

/** The state of one provider. */
export const ProviderSection = ({
  state,
}: {
  state: BitbucketIngestionState;
}) => {
  const classes = useStyles();
  const id = useId();
  const { lastRun, lastSuccess, provider, workspace } = state;
  return (
    <section aria-labelledby={id} className={classes.root}>
      <InfoCard
        title={
          <span id={id}>{`${
            TITLES[provider] ?? provider
          } of ${workspace}`}</span>
        }
        subheader={
          <span
            className={classes.key}
          >{`catalog.providers.${provider}.${state.id}`}</span>
        }
      >
        {lastRun?.result === 'failed' && (
          <Notice severity="error" title="The last run failed.">
            <Typography variant="body2">{lastRun.failure}</Typography>
            <Typography variant="body2">
              {lastSuccess ? (
                <>
                  It removed nothing from the catalog. The last run that
                  succeeded ended <RelativeTime time={lastSuccess.endedAt} />.
                </>
              ) : (
                'It removed nothing from the catalog. No run has succeeded yet.'
              )}
            </Typography>
          </Notice>
        )}
        <RunDetails state={state} />
      </InfoCard>
      <ProblemsTable state={state} />
    </section>
  );
};
