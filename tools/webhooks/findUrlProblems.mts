import { BlockList, isIP } from 'node:net';

const INTERNAL_NAME =
  /(^|\.)(localhost|local|internal|intranet|lan|home|corp)$/i;

const internal = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  internal.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  internal.addSubnet(network, prefix, 'ipv6');
}

/** Returns why Bitbucket may not be able to send webhooks to a URL, as sentences. */
export function findUrlProblems(url: string): string[] {
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return [
    ...(protocol === 'https:'
      ? []
      : [
          `${url} is not https. Bitbucket would send the payloads without encryption.`,
        ]),
    ...(isInternal(host)
      ? [
          `${host} is not reachable from the internet. Bitbucket rejects such an address, or cannot send webhooks to it.`,
        ]
      : []),
  ];
}

function isInternal(host: string): boolean {
  const version = isIP(host);
  return version === 0
    ? INTERNAL_NAME.test(host) || !host.includes('.')
    : internal.check(host, version === 6 ? 'ipv6' : 'ipv4');
}
