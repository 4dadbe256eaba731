import { isIP } from 'node:net';

/**
 * What failures of an IP address are counted under: an IPv4 address itself, or the /56 prefix of an
 * IPv6 address, since providers assign at least that much to one customer. A mapped address
 * (`::ffff:192.0.2.1`) is the IPv4 address.
 */
export function addressKey(address: string | undefined): string {
  const [ip = ''] = (address ?? '').split('%');
  const version = isIP(ip);
  if (version !== 6) {
    // Whatever else a proxy's header may contain is one address.
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

/** The eight numbers of an IPv6 address. */
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
