import { Fragment } from 'react';
import { Link } from '@backstage/core-components';
import {
  type BitbucketCheck,
  type BitbucketOverview,
  type BitbucketPipeline,
  type BitbucketRepositoryFacts,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { RelativeTime } from '../../shared/RelativeTime';
import { Deployment } from '../deployments/Deployment';
import { StateLabel } from '../shared/StateLabel';
import { UserText } from '../shared/UserText';

const SHOWN_STATUSES = 3;

interface WithFacts {
  facts: BitbucketRepositoryFacts;
}

const Pipeline = ({
  pipeline: { createdAt, endedAt, number, state, url },
}: {
  pipeline: BitbucketPipeline;
}) => (
  <>
    <StateLabel state={state} />{' '}
    <Link to={url} underline="always">
      pipeline #{number}
    </Link>
    , <RelativeTime time={endedAt ?? createdAt} />
  </>
);

const Status = ({
  status: { name, state, url },
}: {
  status: BitbucketCheck;
}) => (
  <>
    <StateLabel state={state} />{' '}
    {url ? (
      <Link to={url} underline="always">
        {visibleText(name)}
      </Link>
    ) : (
      visibleText(name)
    )}
  </>
);

/** The main branch with its last pipeline, or else with the results of other tools. */
export const MainBranch = ({
  facts,
  main: { pipeline, statuses },
}: {
  main: { pipeline?: BitbucketPipeline; statuses: BitbucketCheck[] };
  facts?: BitbucketRepositoryFacts;
}) => (
  <>
    {facts?.mainBranch && (
      <>
        <UserText text={facts.mainBranch} />:{' '}
      </>
    )}
    {pipeline && <Pipeline pipeline={pipeline} />}
    {!pipeline &&
      statuses.slice(0, SHOWN_STATUSES).map((status, index) => (
        <Fragment key={`${index} ${status.name}`}>
          {index > 0 && ', '}
          <Status status={status} />
        </Fragment>
      ))}
    {!pipeline && statuses.length === 0 && 'no build has run'}
  </>
);

/** What was deployed last. */
export const LastDeployment = ({
  last: { deployment, environment },
}: {
  last: NonNullable<BitbucketOverview['deployment']['data']>;
}) =>
  deployment && environment ? (
    <>
      <UserText text={environment.name} />:{' '}
      <Deployment deployment={deployment} />
    </>
  ) : (
    <>None</>
  );

/** The number of open pull requests, with a link to them. */
export const OpenPullRequests = ({
  open: { count, hasMore },
  url,
}: {
  open: { count: number; hasMore: boolean };
  url?: string;
}) => {
  const text = `${hasMore ? 'more than ' : ''}${count}`;
  return url && count > 0 ? (
    <Link to={`${url}/pull-requests/`} underline="always">
      {text}
    </Link>
  ) : (
    <>{text}</>
  );
};

/** Bitbucket adds these people to each pull request. */
export const DefaultReviewers = ({
  facts: { defaultReviewers },
}: WithFacts) => (
  <>
    {defaultReviewers.length === 0 && 'None'}
    {defaultReviewers.map(({ name, uuid }, index) => (
      <Fragment key={uuid ?? name}>
        {index > 0 && ', '}
        <UserText text={name} />
      </Fragment>
    ))}
  </>
);

/** The file with the code owners, and the first of them. */
export const CodeOwners = ({ facts: { codeOwners, mainBranch } }: WithFacts) =>
  codeOwners ? (
    <>
      <Link to={codeOwners.url} underline="always">
        CODEOWNERS
      </Link>
      {codeOwners.owners.length > 0 && ': '}
      {codeOwners.owners.map((owner, index) => (
        <Fragment key={owner}>
          {index > 0 && ', '}
          <UserText text={owner} />
        </Fragment>
      ))}
      {codeOwners.hasMore && ' and more'}
    </>
  ) : (
    <>{mainBranch ? 'No file .bitbucket/CODEOWNERS' : 'None'}</>
  );

/** A link to the README. */
export const Readme = ({ facts: { readmeUrl } }: WithFacts) =>
  readmeUrl ? (
    <Link to={readmeUrl} underline="always">
      Read at Bitbucket
    </Link>
  ) : (
    <>None in the root folder</>
  );
