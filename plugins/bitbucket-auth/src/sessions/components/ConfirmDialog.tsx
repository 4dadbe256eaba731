import { FormEvent, PropsWithChildren, useId } from 'react';
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
  /** While the action runs, the dialog stays open and cannot be used. */
  busy: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}>;

/**
 * Asks before something happens. Render it only while it is open: when it goes, the focus returns to
 * the element that had it before.
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
          {/* A dialog must take the focus, and this choice changes nothing. Without `focusRipple`,
              because Material UI's button fails if it gets the focus before the ripple is there. */}
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
