import { Tooltip } from '@material-ui/core';
import { formatAge } from './formatAge';

interface SessionAgeProps {
  /** ISO 8601. */
  time: string;
  /** The precision of the time. */
  precisionMinutes?: number;
}

/**
 * Shows how long ago a time was. The tooltip contains the exact time in the browser's language and time
 * zone. It also opens when the time gets the focus.
 */
export const SessionAge = ({ time, precisionMinutes }: SessionAgeProps) => {
  const age = formatAge(time, { now: Date.now(), precisionMinutes });
  if (age === undefined) {
    return <>at an unknown time</>;
  }
  const exactTime = new Date(time).toLocaleString(undefined, {
    dateStyle: 'full',
    timeStyle: 'short',
  });
  return (
    <Tooltip title={exactTime}>
      {/* Without the focus, keyboard users could not open the tooltip. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <time dateTime={time} tabIndex={0}>
        {age}
      </time>
    </Tooltip>
  );
};
