import { useState } from 'react';
import { TextField } from '@material-ui/core';
import { BITBUCKET_SESSION_REASON_MAX_LENGTH } from '@backstage-bitbucket/plugin-bitbucket-auth-common';
import { ConfirmDialog } from './ConfirmDialog';

interface EndSessionsDialogProps {
  title: string;
  text: string;
  busy: boolean;
  /** @param reason - `undefined` if the administrator entered no reason */
  onConfirm: (reason: string | undefined) => void;
  onCancel: () => void;
}

/** Asks an administrator to confirm that sessions end, and to enter a reason. */
export const EndSessionsDialog = (props: EndSessionsDialogProps) => {
  const { onConfirm, ...dialog } = props;
  const [reason, setReason] = useState('');

  return (
    <ConfirmDialog
      {...dialog}
      confirmLabel="End"
      onConfirm={() => onConfirm(reason.trim() || undefined)}
    >
      <TextField
        fullWidth
        id="bitbucket-session-end-reason"
        label="Reason (optional)"
        helperText={`For the audit log, at most ${BITBUCKET_SESSION_REASON_MAX_LENGTH} characters`}
        value={reason}
        disabled={props.busy}
        inputProps={{ maxLength: BITBUCKET_SESSION_REASON_MAX_LENGTH }}
        onChange={event => setReason(event.target.value)}
      />
    </ConfirmDialog>
  );
};
