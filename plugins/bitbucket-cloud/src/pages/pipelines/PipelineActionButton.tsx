import { useState } from 'react';
import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
} from '@material-ui/core';
import { bitbucketAuthApiRef, useApi } from '@backstage/core-plugin-api';
import { type BitbucketPipeline } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { bitbucketPagesApiRef } from '../api';
import { Notice } from '../../shared/Notice';
import {
  MISSING_PIPELINE_SCOPE,
  PIPELINE_SCOPE,
} from '../../shared/pipelineScope';
import { UserText } from '../shared/UserText';

const RUNNING = ['pending', 'running', 'paused'];

interface PipelineActionButtonProps {
  /** The entity of the repository. */
  entityRef: string;
  pipeline: BitbucketPipeline;
  onDone: () => void;
}

interface ActionDialogProps extends PipelineActionButtonProps {
  action: 'rerun' | 'stop';
  onClose: () => void;
}

const ActionDialog = ({
  action,
  entityRef,
  onClose,
  onDone,
  pipeline: { commit, number, ref, uuid },
}: ActionDialogProps) => {
  const api = useApi(bitbucketPagesApiRef);
  const auth = useApi(bitbucketAuthApiRef);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const titleId = `bitbucket-pipeline-${number}-action`;

  const perform = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const token = await auth.getAccessToken([PIPELINE_SCOPE]);
      if (!token) {
        throw new Error(MISSING_PIPELINE_SCOPE);
      }
      await api.actOnPipeline(entityRef, { action, token, uuid });
      onDone();
      onClose();
    } catch (reason) {
      setError(reason as Error);
      setBusy(false);
    }
  };

  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId}>
      <DialogTitle id={titleId}>
        {action === 'stop' ? 'Stop' : 'Run again'}: pipeline {number}
      </DialogTitle>
      <DialogContent>
        {error && (
          <Notice
            severity="error"
            title={`The pipeline was not ${
              action === 'stop' ? 'stopped' : 'run again'
            }.`}
          >
            {error.message}
          </Notice>
        )}
        <DialogContentText>
          <UserText text={`${ref ?? ''} ${commit?.slice(0, 7) ?? ''}`.trim()} />
          .{' '}
          {action === 'stop'
            ? 'All steps that have not ended stop. A deployment can remain incomplete.'
            : 'The same definition runs for the same commit. This can deploy it.'}{' '}
          Bitbucket shows your account as the one who did it.
        </DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button color="primary" disabled={isBusy} onClick={perform}>
          {action === 'stop' ? 'Stop' : 'Run again'}
        </Button>
      </DialogActions>
    </Dialog>
  );
};

/** A button that stops a running pipeline, or runs it again, with the user's own access token of Bitbucket. */
export const PipelineActionButton = (props: PipelineActionButtonProps) => {
  const [isOpen, setOpen] = useState(false);
  const { number, state } = props.pipeline;
  const isRunning = RUNNING.includes(state);
  const verb = isRunning ? 'Stop' : 'Run again';
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        style={{ whiteSpace: 'nowrap' }}
        aria-label={`${verb}: pipeline ${number}`}
        onClick={() => setOpen(true)}
      >
        {verb}
      </Button>
      {isOpen && (
        <ActionDialog
          {...props}
          action={isRunning ? 'stop' : 'rerun'}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
};
