import { useState } from 'react';
import { Button, ListItemText, Typography } from '@material-ui/core';
import {
  bitbucketAuthApiRef,
  configApiRef,
  useApi,
  useApiHolder,
} from '@backstage/core-plugin-api';
import { visibleText } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { Notice } from '../../shared/Notice';
import {
  MISSING_PIPELINE_SCOPE,
  PIPELINE_SCOPE,
} from '../../shared/pipelineScope';
import { readWorkspaces } from './readWorkspaces';

/** What the check found. */
type Result = 'granted' | 'missing' | Error;

const Check = () => {
  const auth = useApi(bitbucketAuthApiRef);
  const [isBusy, setBusy] = useState(false);
  const [result, setResult] = useState<Result>();

  const check = async () => {
    setBusy(true);
    try {
      // Without a window of Bitbucket: the check requests nothing that the session does not have.
      const token = await auth.getAccessToken([PIPELINE_SCOPE], {
        optional: true,
      });
      setResult(token ? 'granted' : 'missing');
    } catch (error) {
      setResult(error as Error);
    }
    setBusy(false);
  };

  return (
    <>
      {result === 'granted' && (
        <Notice severity="info" title="Your sign-in grants Pipelines: Write.">
          <Typography variant="body2">
            Bitbucket also requires write access to the repository.
          </Typography>
        </Notice>
      )}
      {result === 'missing' && (
        <Notice severity="error" title={MISSING_PIPELINE_SCOPE} />
      )}
      {result instanceof Error && (
        <Notice
          severity="error"
          title="The portal could not check your sign-in."
        >
          <Typography variant="body2">{result.message}</Typography>
        </Notice>
      )}
      <Button variant="outlined" size="small" disabled={isBusy} onClick={check}>
        Check my permission
      </Button>
    </>
  );
};

/**
 * Whether the user can run and stop pipelines. The page requests the access token only when the user presses the button,
 * so that a visit does not bring a token into the browser.
 */
export const PipelinePermission = () => {
  const all = readWorkspaces(useApi(configApiRef));
  const canSignIn = useApiHolder().get(bitbucketAuthApiRef) !== undefined;
  const names = all
    .filter(({ hasPipelineActions }) => hasPipelineActions)
    .map(({ workspace }) => visibleText(workspace));
  const isPossible = canSignIn && names.length > 0;
  return (
    <>
      <ListItemText
        primary="Run and stop pipelines"
        secondary={
          isPossible
            ? `You can run and stop the pipelines of components that you own, in ${names.join(
                ', ',
              )}, with your own account.`
            : 'This portal does not run or stop pipelines. Use the pages of Bitbucket.'
        }
      />
      {isPossible && <Check />}
    </>
  );
};
