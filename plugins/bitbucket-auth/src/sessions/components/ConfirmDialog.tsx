import { type FormEvent, type PropsWithChildren, useId } from 'react';
import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
  makeStyles,
} from '@material-ui/core';

const useStyles = makeStyles({
  focusVisible: { outline: '2px solid' },
});

type ConfirmDialogProps = PropsWithChildren<{
  title: string;
  text: string;
  confirmLabel: string;
  /** While the action runs, the dialog remains open but disabled. */
  busy: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}>;

/**
 * Asks the user to confirm an action. Render it only while it is open: when it is removed, the focus
 * returns to the previous element.
 */
export const ConfirmDialog = (props: ConfirmDialogProps) => {
  const { title, text, confirmLabel, busy, onConfirm, onCancel } = props;
  const classes = useStyles();
  const id = useId();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) {
      onConfirm();
    }
  };

  return (
    <Dialog
      open
      fullWidth
      maxWidth="xs"
      onClose={busy ? undefined : onCancel}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
    >
      <form onSubmit={submit}>
        <DialogTitle id={`${id}-title`}>{title}</DialogTitle>
        <DialogContent>
          <DialogContentText id={`${id}-text`}>{text}</DialogContentText>
          {props.children}
        </DialogContent>
        <DialogActions>
          {/* A dialog must take the focus, and this button changes nothing. It has no `focusRipple`, because Material UI's button fails if it gets the focus before the ripple exists. */}
          <Button
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            focusRipple={false}
            focusVisibleClassName={classes.focusVisible}
            disabled={busy}
            onClick={onCancel}
          >
            Cancel
          </Button>
          <Button
            type="submit"
            variant="contained"
            color="primary"
            disabled={busy}
          >
            {confirmLabel}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
