/**
 * Returns whether only this machine can connect to a host. Without a host, the stub listens on loopback
 * addresses.
 */
export function isLoopback(host: string | undefined): boolean {
  return (
    host === undefined ||
    host === 'localhost' ||
    host === '::1' ||
    /^127(?:\.\d{1,3}){3}$/.test(host)
  );
}

/**
 * Returns whether a request was meant for this stub, by its `Host`. A page whose host name was changed
 * to point at this machine (DNS rebinding) counts as the same origin in a browser, but keeps its host
 * name. If other machines can connect to the stub, every host name is accepted.
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
