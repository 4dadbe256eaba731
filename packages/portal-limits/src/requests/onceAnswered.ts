import { type Response } from 'express';

/** Longer than a database query of a plugin that ignores the disconnect of its client. */
const LONGEST_MS = 60_000;

/**
 * Calls a function once when the plugin starts to write the response, even if the client has
 * disconnected. At this time, the plugin has finished its database reads.
 */
export function onceAnswered(res: Response, callback: () => void): void {
  const { end, write } = res;
  let timer: NodeJS.Timeout | undefined;
  const startTimer = () => {
    timer = setTimeout(answer, LONGEST_MS).unref();
  };
  function answer() {
    clearTimeout(timer);
    res.off('close', startTimer);
    res.end = end;
    res.write = write;
    callback();
  }
  res.end = ((...values: Parameters<typeof end>) => {
    answer();
    return res.end(...values);
  }) as typeof end;
  res.write = ((...values: Parameters<typeof write>) => {
    answer();
    return res.write(...values);
  }) as typeof write;
  res.once('close', startTimer);
}
