import { Tooltip } from '@material-ui/core';
import { formatAge } from './formatAge';

interface SessionAgeProps {
  /** ISO 8601. */
  time: string;
  /** How exact the time is. */
  precisionMinutes?: number;
}

/** How long ago a time is. The exact time, in the browser's language and time zone, is its tooltip. */
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
      <time dateTime={time}>{age}</time>
    </Tooltip>
  );
};
