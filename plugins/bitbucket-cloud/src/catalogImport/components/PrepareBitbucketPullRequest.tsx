import { useState } from 'react';
import { Button, Typography } from '@material-ui/core';
import { Alert } from '@material-ui/lab';
import { type BitbucketRepositoryAnalysis } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type Entity } from '@backstage/catalog-model';
import { Link } from '@backstage/core-components';
import {
  type AnalyzeResult,
  PreviewCatalogInfoComponent,
  StepPrepareCreatePullRequest,
  type StepPrepareCreatePullRequestProps,
} from '@backstage/plugin-catalog-import';
import { KnownRepository } from './KnownRepository';
import { PullRequestFields } from './PullRequestFields';

type Repository = Extract<AnalyzeResult, { type: 'repository' }>;

type PrepareProps = Pick<
  StepPrepareCreatePullRequestProps,
  'onGoBack' | 'onPrepare'
> & {
  analyzeResult: Repository;
  bitbucket: BitbucketRepositoryAnalysis;
};

const OpenPullRequest = ({
  analyzeResult: { integrationType, url },
  bitbucket: { repository },
  onGoBack,
  onPrepare,
  pullRequest,
}: PrepareProps & {
  pullRequest: NonNullable<BitbucketRepositoryAnalysis['openPullRequest']>;
}) => (
  <>
    <Typography paragraph>
      A pull request that adds the catalog file to {repository} is already open:{' '}
      <Link to={pullRequest.url} target="_blank" rel="noopener noreferrer">
        {pullRequest.url}
      </Link>
    </Typography>
    <Button onClick={onGoBack} variant="outlined">
      Back
    </Button>{' '}
    <Button
      color="primary"
      variant="contained"
      onClick={() =>
        onPrepare({
          type: 'repository',
          url,
          integrationType,
          pullRequest: { url: pullRequest.url },
          locations: [{ target: pullRequest.fileUrl, entities: [] }],
        })
      }
    >
      Continue with this pull request
    </Button>
  </>
);

const NewPullRequest = ({
  analyzeResult,
  bitbucket,
  onGoBack,
  onPrepare,
}: PrepareProps) => {
  const [spec, setSpec] = useState<object>({});
  const generatedEntities = analyzeResult.generatedEntities.map(entity => ({
    ...entity,
    spec: { ...entity.spec, ...spec },
  }));
  return (
    <StepPrepareCreatePullRequest
      analyzeResult={{ ...analyzeResult, generatedEntities }}
      onGoBack={onGoBack}
      onPrepare={onPrepare}
      renderFormFields={form => (
        <PullRequestFields
          form={form}
          owners={bitbucket.owners}
          spec={Object(generatedEntities[0]?.spec)}
          onSpecChange={change => setSpec(before => ({ ...before, ...change }))}
        />
      )}
    />
  );
};

const NoPullRequest = ({
  analyzeResult,
  bitbucket: { owners, repository },
  onGoBack,
  problem,
}: PrepareProps & { problem: string }) => (
  <>
    <Alert severity="warning">{problem}</Alert>
    <Typography paragraph style={{ marginTop: 16 }}>
      This is the file that the portal proposes for {repository}.
      {owners.length > 0 && ` The owner: ${owners[0].reason}`}
    </Typography>
    <PreviewCatalogInfoComponent
      entities={analyzeResult.generatedEntities as Entity[]}
      repositoryUrl={analyzeResult.url}
    />
    <Button onClick={onGoBack} variant="outlined" style={{ marginTop: 16 }}>
      Back
    </Button>
  </>
);

const ClosedPullRequest = ({
  pullRequest: { state, url },
}: {
  pullRequest: NonNullable<BitbucketRepositoryAnalysis['closedPullRequest']>;
}) => (
  <Typography paragraph>
    {state === 'MERGED'
      ? 'An earlier pull request was merged, and the file has been removed since then: '
      : 'An earlier pull request was closed without a merge. Read why before you open another one: '}
    <Link to={url} target="_blank" rel="noopener noreferrer">
      {url}
    </Link>
  </Typography>
);

/** The form for the pull request, or the reason why the portal opens no pull request. */
export const PrepareBitbucketPullRequest = (props: PrepareProps) => {
  const {
    closedPullRequest,
    openPullRequest,
    pullRequestProblem: problem,
  } = props.bitbucket;
  return (
    <>
      <KnownRepository bitbucket={props.bitbucket} />
      {!openPullRequest && closedPullRequest && (
        <ClosedPullRequest pullRequest={closedPullRequest} />
      )}
      {openPullRequest && (
        <OpenPullRequest {...props} pullRequest={openPullRequest} />
      )}
      {!openPullRequest && problem !== undefined && (
        <NoPullRequest {...props} problem={problem} />
      )}
      {!openPullRequest && problem === undefined && (
        <NewPullRequest {...props} />
      )}
    </>
  );
};
