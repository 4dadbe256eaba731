import { Tooltip } from '@material-ui/core';
import { formatAge } from './formatAge';

interface SessionAgeProps {
  /** ISO 8601. */
  time: string;
  /** How exact the time is. */
  precisionMinutes?: number;
}

/**
 * How long ago a time is. The exact time, in the browser's language and time zone, is its tooltip, which also
 * opens when the time gets the focus.
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
      {/* Without the focus, users of a keyboard could not open the tooltip. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <time dateTime={time} tabIndex={0}>
        {age}
      </time>
    </Tooltip>
  );
};
