import { type ReactNode, useCallback } from 'react';
import { makeStyles, Typography } from '@material-ui/core';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InfoCard } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { type BitbucketOverviewPart } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { useEntity } from '@backstage/plugin-catalog-react';
import { RelativeTime } from '../../shared/RelativeTime';
import { bitbucketPagesApiRef } from '../api';
import { AnswerFrame } from '../shared/AnswerFrame';
import { useAnswer } from '../shared/useAnswer';
import {
  CodeOwners,
  DefaultReviewers,
  LastDeployment,
  MainBranch,
  OpenPullRequests,
  Readme,
} from './parts';

const useStyles = makeStyles(theme => ({
  list: {
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    gap: theme.spacing(1.5, 3),
    margin: 0,
    [theme.breakpoints.down('xs')]: {
      gridTemplateColumns: 'minmax(0, 1fr)',
      gap: theme.spacing(0.5),
      '& dd': { marginBottom: theme.spacing(1) },
    },
  },
  term: { color: theme.palette.text.secondary },
  value: { margin: 0, overflowWrap: 'anywhere' },
}));

const Row = ({ children, title }: { children: ReactNode; title: string }) => {
  const classes = useStyles();
  return (
    <>
      <Typography variant="body2" component="dt" className={classes.term}>
        {title}
      </Typography>
      <Typography variant="body2" component="dd" className={classes.value}>
        {children}
      </Typography>
    </>
  );
};

/** A part of the overview, with its problem if there is one. */
function Part<T>({
  children,
  part,
}: {
  part: BitbucketOverviewPart<T>;
  children: (data: T) => ReactNode;
}) {
  if (part.readAt === undefined) {
    return <>{part.problem.message}</>;
  }
  return (
    <>
      {children(part.data)}
      {part.problem && (
        <Typography variant="caption" component="p">
          {part.problem.message} This is the state from{' '}
          <RelativeTime time={part.readAt} />.
        </Typography>
      )}
    </>
  );
}

/** The state of an entity's repository in a few lines. */
export const OverviewCard = () => {
  const classes = useStyles();
  const api = useApi(bitbucketPagesApiRef);
  const entityRef = stringifyEntityRef(useEntity().entity);
  const request = useAnswer(
    useCallback(() => api.getOverview(entityRef), [api, entityRef]),
  );
  const url = request.answer?.data.facts.data?.url;
  return (
    <InfoCard
      title="Bitbucket"
      deepLink={url ? { title: 'Open the repository', link: url } : undefined}
    >
      <AnswerFrame
        request={request}
        what="the state of the repository"
        ageText="The oldest part was read from Bitbucket"
      >
        {({ deployment, facts, main, openPullRequests }) => (
          <dl className={classes.list}>
            <Row title="Main branch">
              <Part part={main}>
                {data => <MainBranch main={data} facts={facts.data} />}
              </Part>
            </Row>
            <Row title="Last deployment">
              <Part part={deployment}>
                {data => <LastDeployment last={data} />}
              </Part>
            </Row>
            <Row title="Open pull requests">
              <Part part={openPullRequests}>
                {data => <OpenPullRequests open={data} url={url} />}
              </Part>
            </Row>
            <Row title="Default reviewers">
              <Part part={facts}>
                {data => <DefaultReviewers facts={data} />}
              </Part>
            </Row>
            <Row title="Code owners">
              <Part part={facts}>{data => <CodeOwners facts={data} />}</Part>
            </Row>
            <Row title="README">
              <Part part={facts}>{data => <Readme facts={data} />}</Part>
            </Row>
          </dl>
        )}
      </AnswerFrame>
    </InfoCard>
  );
};
