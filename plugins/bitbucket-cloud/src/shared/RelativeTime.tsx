import { useReducer } from 'react';
import useInterval from 'react-use/esm/useInterval';
import { Tooltip } from '@material-ui/core';
import { formatTime } from './formatTime';

const UPDATE_MS = 20_000;

/**
 * Shows how far a time is from now. The tooltip contains the exact time in the browser's language and time zone.
 * It also opens when the time gets the focus.
 */
export const RelativeTime = ({ time }: { time: string }) => {
  const [, update] = useReducer((count: number) => count + 1, 0);
  useInterval(update, UPDATE_MS);
  const text = formatTime(time, Date.now());
  if (text === undefined) {
    return <>at an unknown time</>;
  }
  const exactTime = new Date(time).toLocaleString(undefined, {
    dateStyle: 'full',
    timeStyle: 'medium',
  });
  return (
    <Tooltip title={exactTime}>
      {/* Without the focus, keyboard users could not open the tooltip. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <time dateTime={time} tabIndex={0}>
        {text}
      </time>
    </Tooltip>
  );
};
