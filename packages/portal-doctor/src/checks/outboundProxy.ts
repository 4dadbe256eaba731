import {
  BITBUCKET_CLOUD_API_BASE_URL,
  BITBUCKET_CLOUD_BASE_URL,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Finding, problem } from '../findings/Finding';
import { parseUrl } from '../settings/hosts';
import { type Settings } from '../settings/Settings';

const DOCUMENT = 'docs/operate/network.md';
/** The hosts that sign-in, file reads and templates require. */
const BITBUCKET_HOSTS = [
  BITBUCKET_CLOUD_BASE_URL,
  BITBUCKET_CLOUD_API_BASE_URL,
].map(url => new URL(url).hostname);

interface ProxyVariable {
  name: string;
  value: string;
}

/**
 * Checks whether the portal uses the HTTP proxy of its environment.
 *
 * @seam Node.js uses the variables only with `NODE_USE_ENV_PROXY=1` or `--use-env-proxy`. A lower-case
 * variable takes precedence. `https.request` only reads HTTPS_PROXY. NO_PROXY contains names separated
 * by commas: https://nodejs.org/docs/latest-v24.x/api/http.html#built-in-proxy-support
 */
export function checkOutboundProxy(
  settings: Settings,
  execArgv: string[] = process.execArgv,
): Finding[] {
  const { environment } = settings;
  const secure = find(environment, 'HTTPS_PROXY');
  const open = find(environment, 'HTTP_PROXY');
  const all = find(environment, 'ALL_PROXY');
  const proxies = [secure, open].filter(each => each !== undefined);
  const [first = all] = proxies;
  const exempt = readNames(find(environment, 'NO_PROXY')?.value ?? '');
  if (!first || BITBUCKET_HOSTS.every(host => isExempt(host, exempt))) {
    return [];
  }
  const unreadable = proxies.flatMap(checkUrl);
  if (unreadable.length > 0) {
    return unreadable;
  }
  if (!isEnabled(environment, execArgv)) {
    return [
      problem(
        'NODE_USE_ENV_PROXY',
        `is ${
          environment.NODE_USE_ENV_PROXY ? 'not 1' : 'unset'
        }, so Node.js ignores ${
          first.name
        } and the portal does not reach Bitbucket through the proxy`,
        `Set NODE_USE_ENV_PROXY=1. If the portal reaches Bitbucket without the proxy, unset ${first.name}: ${DOCUMENT}.`,
      ),
    ];
  }
  if (!secure) {
    return [
      problem(
        'HTTPS_PROXY',
        `is unset, but ${first.name} is set, so the sign-in does not use the proxy`,
        `Set HTTPS_PROXY to the same URL: ${DOCUMENT}.`,
      ),
    ];
  }
  return checkOwnRequests(settings, { secure, open, exempt });
}

/** The plugins of an instance send requests to each other. The proxy cannot deliver them. */
function checkOwnRequests(
  settings: Settings,
  proxies: { secure: ProxyVariable; open?: ProxyVariable; exempt: string[] },
): Finding[] {
  const hasTls = settings.has('backend.https');
  const used = hasTls ? proxies.secure : proxies.open;
  const host = readInternalHost(settings);
  return used && !isExempt(host, proxies.exempt)
    ? [
        problem(
          'NO_PROXY',
          `does not contain ${host}, so the portal sends requests to itself through ${used.name}`,
          `Set NO_PROXY=localhost,127.0.0.1, separated by commas. Node.js does not support address ranges: ${DOCUMENT}.`,
        ),
      ]
    : [];
}

/** Works like Backstage's HostDiscovery. */
function readInternalHost(settings: Settings): string {
  const host = settings.text('backend.listen.host') ?? '::';
  return { '::': 'localhost', '0.0.0.0': '127.0.0.1' }[host] ?? host;
}

function checkUrl({ name, value }: ProxyVariable): Finding[] {
  const url = parseUrl(value);
  return url && /^https?:$/.test(url.protocol) && url.hostname
    ? []
    : [
        problem(
          name,
          'is not a URL that begins with http:// or https://',
          `Use a URL, for example http://proxy.your-company.com:3128: ${DOCUMENT}.`,
        ),
      ];
}

function isEnabled(
  environment: Settings['environment'],
  execArgv: string[],
): boolean {
  const options = [
    ...execArgv,
    ...(environment.NODE_OPTIONS ?? '').split(/\s+/),
  ];
  return (
    environment.NODE_USE_ENV_PROXY === '1' ||
    options.includes('--use-env-proxy')
  );
}

function find(
  environment: Settings['environment'],
  name: string,
): ProxyVariable | undefined {
  for (const each of [name.toLowerCase(), name]) {
    const value = environment[each];
    if (value?.trim()) {
      return { name: each, value };
    }
  }
  return undefined;
}

function readNames(text: string): string[] {
  return text.split(',').map(name => name.trim().toLowerCase());
}

function isExempt(host: string, names: string[]): boolean {
  return names.some(
    name =>
      name === '*' ||
      name === host ||
      (/^\*?\./.test(name) && host.endsWith(name.replace(/^\*/, ''))),
  );
}
