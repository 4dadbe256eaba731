import { useState } from 'react';
import { Button, Typography } from '@material-ui/core';
import { InfoCard, Link } from '@backstage/core-components';
import {
  type BitbucketDeployment,
  type BitbucketEnvironment,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { RelativeTime } from '../../shared/RelativeTime';
import { StateLabel } from '../shared/StateLabel';
import { UserText } from '../shared/UserText';
import { visibleText } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

const Deployment = ({
  deployment: { commit, deployer, endedAt, release, startedAt, state, url },
}: {
  deployment: BitbucketDeployment;
}) => {
  const time = endedAt ?? startedAt;
  const name = visibleText(release ?? 'a release');
  return (
    <>
      <StateLabel state={state} />{' '}
      {url ? (
        <Link to={url} underline="always">
          {name}
        </Link>
      ) : (
        name
      )}
      {commit && `, commit ${commit.slice(0, 7)}`}
      {deployer && (
        <>
          , by <UserText text={deployer.name} />
        </>
      )}
      {time && (
        <>
          , <RelativeTime time={time} />
        </>
      )}
    </>
  );
};

/** What runs in an environment, and what ran there before. */
export const EnvironmentCard = ({
  environment: { current, history, name, type },
}: {
  environment: BitbucketEnvironment;
}) => {
  const [isOpen, setOpen] = useState(false);
  const [latest] = history;
  return (
    <InfoCard
      title={visibleText(name)}
      subheader={type === 'other' || type === name ? undefined : type}
    >
      <Typography component="div">
        {current ? (
          <Deployment deployment={current} />
        ) : (
          'No deployment has succeeded.'
        )}
      </Typography>
      {latest && latest !== current && (
        <Typography component="div" style={{ marginTop: 8 }}>
          Latest attempt: <Deployment deployment={latest} />
        </Typography>
      )}
      <Button
        size="small"
        aria-expanded={isOpen}
        aria-label={`${isOpen ? 'Hide' : 'Show'} history of ${visibleText(
          name,
        )}`}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Hide history' : 'Show history'}
      </Button>
      {isOpen && (
        <ol style={{ paddingLeft: 20 }}>
          {history.map(deployment => (
            <li key={deployment.uuid}>
              <Deployment deployment={deployment} />
            </li>
          ))}
        </ol>
      )}
    </InfoCard>
  );
};
