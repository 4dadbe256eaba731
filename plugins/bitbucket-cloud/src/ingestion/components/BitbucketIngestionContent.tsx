import { Button, Typography } from '@material-ui/core';
import { EmptyState, Progress } from '@backstage/core-components';
import { hasStatusCode } from '../../request/BitbucketRequestError';
import { Notice } from '../../shared/Notice';
import { ProviderSection } from './ProviderSection';
import { useIngestion } from './useIngestion';

/** The state of all providers, without the header of a page. */
export const BitbucketIngestionContent = () => {
  const { errors, isLoading, reload, states } = useIngestion();
  const forbidden = errors.find(error => hasStatusCode(error, 403));
  if (forbidden) {
    return (
      <EmptyState
        missing="info"
        title="This page is for administrators"
        description={forbidden.message}
      />
    );
  }
  return (
    <div aria-busy={isLoading}>
      {isLoading && !states && errors.length === 0 && (
        <Progress aria-label="Loading the state of the ingestion" />
      )}
      {errors.length > 0 && (
        <Notice
          severity="error"
          title={
            states
              ? 'The page could not be refreshed.'
              : 'The state of the ingestion could not be loaded.'
          }
        >
          {[...new Set(errors.map(({ message }) => message))].map(message => (
            <Typography key={message} variant="body2">
              {message}
            </Typography>
          ))}
          <Button
            size="small"
            variant="outlined"
            disabled={isLoading}
            onClick={reload}
          >
            Try again
          </Button>
        </Notice>
      )}
      {states?.length === 0 && errors.length === 0 && (
        <EmptyState
          missing="content"
          title="No ingestion from Bitbucket is configured"
          description="Add an entry under catalog.providers.bitbucketRepositories or catalog.providers.bitbucketWorkspace to the configuration of the backend."
        />
      )}
      {states?.map(state => (
        <ProviderSection key={`${state.provider}.${state.id}`} state={state} />
      ))}
    </div>
  );
};
