import { lookup } from 'node:dns/promises';
import { hostname, networkInterfaces } from 'node:os';

export interface Host {
  /** A host name of this machine other than a loopback name, or an address if it has no name. */
  name: string;
  /** The address of the host name. */
  address: string;
}

/**
 * Finds the host name under which servers on this machine connect to each other. The production
 * configuration rejects `localhost`, because all other servers run on other machines there.
 */
export async function findHost(): Promise<Host | undefined> {
  const name = hostname();
  const found = await lookup(name, { family: 4 }).catch(() => undefined);
  if (found && name !== 'localhost') {
    return { name, address: found.address };
  }
  const outer = Object.values(networkInterfaces())
    .flat()
    .find(each => each?.family === 'IPv4' && !each.internal);
  return outer && { name: outer.address, address: outer.address };
}
