import { ConfigReader, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { isIP } from 'node:net';
import { advice, Finding, note, problem } from '../findings/Finding';
import { isLoopback } from '../settings/hosts';
import { Settings } from '../settings/Settings';

const DOCUMENT = 'docs/operate/network.md';
/** Most load balancers keep an idle connection for 60 seconds. */
const SHORTEST_KEEP_ALIVE_SECONDS = 65;
/** What Node.js takes without a setting. */
const NODE_KEEP_ALIVE_SECONDS = 5;
/** Names that Express knows for addresses. */
const NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/** What the backend listens to, and what it believes the proxies before it. */
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
          `is ${host}, where only this machine reaches it`,
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
        'is true, which makes a certificate that no browser trusts',
        'Let the proxy before the portal do TLS, or give backend.https.certificate.',
      ),
    ];
  }
  if (settings.isTrue(key)) {
    return [
      problem(
        key,
        'is true, so that a client chooses the address it is counted under',
        'Give the number of proxies before the portal, as in 1, or their addresses.',
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
            'is missing, so that all people are counted under the address of the proxy',
            'Give the number of proxies before the portal, as in 1.',
          ),
        ];
  }
  return describesProxies(value)
    ? [
        note(
          key,
          `is ${[value].flat().join(', ')}, so ${describeProxies(value)}`,
          `If all people are counted under one address, or several proxies append to X-Forwarded-For: ${DOCUMENT}.`,
        ),
      ]
    : [
        problem(
          key,
          `is ${JSON.stringify(
            value,
          )}, which is neither a number of proxies nor addresses`,
          `Give a number without quotes, or addresses as in 10.0.0.0/8. In the environment: APP_CONFIG_backend_trustProxy=2. See ${DOCUMENT}.`,
        ),
      ];
}

/** Express takes '2' for the address 0.0.0.2, and then trusts no proxy. It does not start with a name. */
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
    ? `the address of a client is number ${value} from the end of X-Forwarded-For`
    : 'the address of a client is the last one of X-Forwarded-For that is not among them';
}

function checkKeepAlive(settings: Settings): Finding[] {
  const key = 'backend.server.keepAliveTimeout';
  const seconds = readSeconds(settings, key);
  if (seconds === undefined) {
    return [problem(key, 'is not a time', 'Give a duration, as in 125s.')];
  }
  return seconds < SHORTEST_KEEP_ALIVE_SECONDS
    ? [
        advice(
          key,
          `is ${seconds} seconds, and a load balancer that keeps idle connections for longer answers some requests with 502`,
          `Use more than the idle time of the proxy before the portal, as in 125s: ${DOCUMENT}.`,
        ),
      ]
    : [];
}

/** A number is milliseconds, as Backstage reads it. */
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
