import { lookup } from 'node:dns/promises';
import { hostname, networkInterfaces } from 'node:os';

export interface Host {
  /** A name of this machine that is not a loopback one, or an address where it has no name. */
  name: string;
  /** Where that leads. */
  address: string;
}

/**
 * How servers on this machine call each other. The configuration of production refuses `localhost`,
 * since everything but the portal itself is elsewhere there.
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
