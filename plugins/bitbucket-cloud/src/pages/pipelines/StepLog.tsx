import { useCallback, useId, useState } from 'react';
import { Button, makeStyles, Typography } from '@material-ui/core';
import { useApi } from '@backstage/core-plugin-api';
import {
  type BitbucketStepLog,
  readableLog,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { bitbucketPagesApiRef } from '../api';
import { AnswerFrame } from '../shared/AnswerFrame';
import { useAnswer } from '../shared/useAnswer';

const useStyles = makeStyles(theme => ({
  log: {
    margin: theme.spacing(1, 0),
    padding: theme.spacing(1),
    maxHeight: '50vh',
    overflow: 'auto',
    fontSize: '0.8rem',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    border: `1px solid ${theme.palette.divider}`,
    color: theme.palette.text.primary,
    backgroundColor: theme.palette.background.default,
  },
}));

interface StepLogProps {
  /** The entity of the repository. */
  entityRef: string;
  /** The uuid of the pipeline. */
  pipeline: string;
  /** The uuid of the step. */
  step: string;
  /** Of the step. */
  name: string;
}

const LogText = ({
  entityRef,
  label,
  pipeline,
  step,
}: Omit<StepLogProps, 'name'> & { label: string }) => {
  const classes = useStyles();
  const api = useApi(bitbucketPagesApiRef);
  const request = useAnswer(
    useCallback(
      () => api.getLog(entityRef, { pipeline, step }),
      [api, entityRef, pipeline, step],
    ),
  );
  // The last lines are the interesting ones.
  const scrollToEnd = useCallback((element: HTMLElement | null) => {
    if (element) {
      element.scrollTop = element.scrollHeight;
    }
  }, []);
  return (
    <AnswerFrame request={request} what="the log">
      {log => (
        <>
          <Typography variant="body2">{describePart(log)}</Typography>
          {/* eslint-disable jsx-a11y/no-noninteractive-tabindex -- Keyboard users scroll the log, so it gets the focus. */}
          <pre
            ref={scrollToEnd}
            role="region"
            aria-label={label}
            tabIndex={0}
            dir="ltr"
            className={classes.log}
          >
            {readableLog(log.text)}
          </pre>
          {/* eslint-enable jsx-a11y/no-noninteractive-tabindex */}
        </>
      )}
    </AnswerFrame>
  );
};

/** A button that shows the end of the log of a step. */
export const StepLog = ({ name, ...place }: StepLogProps) => {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <div>
      <Button
        size="small"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        aria-label={`${isOpen ? 'Hide' : 'Show'} log of step ${name}`}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Hide log' : 'Show log'}
      </Button>
      {isOpen && (
        <div id={id}>
          <LogText {...place} label={`Log of step ${name}`} />
        </div>
      )}
    </div>
  );
};

/** Describes which part of the log is shown, for example `The last 64 KiB of 200 MiB.` */
export function describePart({ bytes, part, size }: BitbucketStepLog): string {
  const whole = size === undefined ? 'the log' : formatBytes(size);
  switch (part) {
    case 'all':
      return size === 0 ? 'The log is empty.' : `The whole log, ${whole}.`;
    case 'start':
      return `The first ${formatBytes(
        bytes,
      )} of ${whole}. Bitbucket did not return the end.`;
    default:
      return `The last ${formatBytes(bytes)} of ${whole}.`;
  }
}

function formatBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}
