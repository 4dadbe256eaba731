import { useState } from 'react';
import { Button, Typography } from '@material-ui/core';
import { InfoCard } from '@backstage/core-components';
import {
  type BitbucketEnvironment,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { Deployment } from './Deployment';

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
      {latest && latest.uuid !== current?.uuid && (
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
