/** Whether only this machine reaches what listens on a host; without one it is loopback. */
export function isLoopback(host: string | undefined): boolean {
  return (
    host === undefined ||
    host === 'localhost' ||
    host === '::1' ||
    /^127(?:\.\d{1,3}){3}$/.test(host)
  );
}

/**
 * Whether a request was meant for this stub, by its `Host`. A page whose name was made to point
 * at this machine (DNS rebinding) counts as the same origin in a browser, but keeps its name. Where
 * others reach the stub too it may have any name.
 */
export function isMeantFor(
  host: string | undefined,
  header: string | undefined,
): boolean {
  if (!isLoopback(host)) {
    return true;
  }
  const name = (header ?? '').replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return isLoopback(name) || name.endsWith('.localhost');
}
