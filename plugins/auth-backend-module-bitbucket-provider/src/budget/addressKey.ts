import { isIP } from 'node:net';

/**
 * Returns the key under which failures of an IP address are counted: an IPv4 address itself, or the /56
 * prefix of an IPv6 address, because providers assign at least that much to one customer. A mapped
 * address (`::ffff:192.0.2.1`) counts as its IPv4 address.
 */
export function addressKey(address: string | undefined): string {
  const [ip = ''] = (address ?? '').split('%');
  const version = isIP(ip);
  if (version !== 6) {
    // Any other value in a proxy header counts as one address.
    return version === 4 ? ip : 'unknown';
  }
  const groups = readGroups(ip);
  if (groups.slice(0, 6).join(':') === '0:0:0:0:0:65535') {
    return groups
      .slice(6)
      .flatMap(group => [group >> 8, group & 0xff])
      .join('.');
  }
  const [first, second, third, fourth] = groups;
  const prefix = [first, second, third, fourth & 0xff00];
  return `${prefix.map(group => group.toString(16)).join(':')}::/56`;
}

/** Returns the eight groups of an IPv6 address. */
function readGroups(ip: string): number[] {
  // The URL parser turns a dotted end into two groups.
  const { hostname } = new URL(`http://[${ip}]`);
  const [head, tail] = hostname
    .slice(1, -1)
    .split('::')
    .map(part => part.split(':').filter(Boolean));
  const missing = 8 - head.length - (tail?.length ?? 0);
  return [...head, ...new Array(missing).fill('0'), ...(tail ?? [])].map(
    group => parseInt(group, 16),
  );
}
