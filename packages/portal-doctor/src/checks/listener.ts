import { ConfigReader, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { isIP } from 'node:net';
import { advice, type Finding, note, problem } from '../findings/Finding';
import { isLoopback } from '../settings/hosts';
import { type Settings } from '../settings/Settings';

const DOCUMENT = 'docs/operate/network.md';
/** Most load balancers keep an idle connection for 60 seconds. */
const SHORTEST_KEEP_ALIVE_SECONDS = 65;
/** The default of Node.js. */
const NODE_KEEP_ALIVE_SECONDS = 5;
/** Express has these names for address ranges. */
const NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/** Checks which address the backend listens on, and which proxies it trusts. */
export function checkListener(settings: Settings): Finding[] {
  return [
    ...checkListen(settings),
    ...checkTrustProxy(settings),
    ...checkKeepAlive(settings),
  ];
}

function checkListen(settings: Settings): Finding[] {
  const key = 'backend.listen.host';
  const host =
    settings.text(key) ??
    settings.text('backend.listen')?.replace(/:?\d+$/, '');
  return host && isLoopback(host)
    ? [
        problem(
          key,
          `is ${host}, which only this machine can reach`,
          'Use 0.0.0.0, as app-config.production.yaml does.',
        ),
      ]
    : [];
}

function checkTrustProxy(settings: Settings): Finding[] {
  const key = 'backend.trustProxy';
  const hasOwnTls = settings.has('backend.https.certificate');
  if (settings.isTrue('backend.https')) {
    return [
      problem(
        'backend.https',
        'is true, which creates a certificate that browsers do not trust',
        'Let the proxy in front of the portal terminate TLS, or set backend.https.certificate.',
      ),
    ];
  }
  if (settings.isTrue(key)) {
    return [
      problem(
        key,
        'is true, so a client can choose the address under which it is counted',
        'Set the number of proxies in front of the portal, for example 1, or their addresses.',
      ),
    ];
  }
  const value = settings.get(key);
  const trustsNobody = settings.isFalse(key) || value === 0;
  if (value === undefined || trustsNobody) {
    return hasOwnTls
      ? []
      : [
          problem(
            key,
            'is missing, so all users are counted under the address of the proxy',
            'Set the number of proxies in front of the portal, for example 1.',
          ),
        ];
  }
  return describesProxies(value)
    ? [
        note(
          key,
          `is ${[value].flat().join(', ')}, so ${describeProxies(value)}`,
          `If all users are counted under one address, or several proxies append to X-Forwarded-For: ${DOCUMENT}.`,
        ),
      ]
    : [
        problem(
          key,
          `is ${JSON.stringify(
            value,
          )}, which is neither a number of proxies nor addresses`,
          `Set a number without quotes, or addresses such as 10.0.0.0/8. In the environment: APP_CONFIG_backend_trustProxy=2. See ${DOCUMENT}.`,
        ),
      ];
}

/**
 * Express parses '2' as the address 0.0.0.2, and then trusts no proxy. With a name, it does not start.
 */
function describesProxies(value: unknown): boolean {
  if (typeof value === 'number') {
    return Number.isInteger(value) && value > 0;
  }
  return [value]
    .flat()
    .flatMap(each => String(each).split(','))
    .every(each => isAddress(each.trim()));
}

function isAddress(text: string): boolean {
  const [address, mask, ...more] = text.split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  const isMask =
    mask === undefined ||
    isIP(mask) === 4 ||
    (/^\d{1,3}$/.test(mask) && Number(mask) > 0 && Number(mask) <= bits);
  return (
    NETWORKS.includes(text) ||
    (isIP(address) > 0 && isMask && more.length === 0)
  );
}

function describeProxies(value: unknown): string {
  return typeof value === 'number'
    ? `the address of a client is entry ${value} from the end of X-Forwarded-For`
    : 'the address of a client is the last one of X-Forwarded-For that is not among them';
}

function checkKeepAlive(settings: Settings): Finding[] {
  const key = 'backend.server.keepAliveTimeout';
  const seconds = readSeconds(settings, key);
  if (seconds === undefined) {
    return [
      problem(key, 'is not a duration', 'Set a duration, for example 125s.'),
    ];
  }
  return seconds < SHORTEST_KEEP_ALIVE_SECONDS
    ? [
        advice(
          key,
          `is ${seconds} seconds. A load balancer that keeps idle connections longer responds to some requests with 502`,
          `Set a longer time than the idle timeout of the proxy in front of the portal, for example 125s: ${DOCUMENT}.`,
        ),
      ]
    : [];
}

/** Backstage reads a number as milliseconds. */
function readSeconds(settings: Settings, key: string): number | undefined {
  const value = settings.get(key);
  if (value === undefined) {
    return NODE_KEEP_ALIVE_SECONDS;
  }
  if (typeof value === 'number') {
    return value / 1000;
  }
  try {
    const config = new ConfigReader({ value });
    return (
      durationToMilliseconds(readDurationFromConfig(config, { key: 'value' })) /
      1000
    );
  } catch {
    return undefined;
  }
}
