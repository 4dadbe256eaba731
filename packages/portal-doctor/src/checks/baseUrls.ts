import { type Finding, problem } from '../findings/Finding';
import { isThisMachine, isSampleHost, parseUrl } from '../settings/hosts';
import { type Settings } from '../settings/Settings';

const SET =
  'Set APP_BASE_URL to the address that users open, for example https://portal.your-company.com.';

/** Checks the addresses of the portal. */
export function checkBaseUrls(settings: Settings): Finding[] {
  const findings = ['app.baseUrl', 'backend.baseUrl'].flatMap(key => [
    ...checkPublicUrl(settings, key, SET),
    ...checkPath(settings, key),
  ]);
  const app = parseUrl(settings.text('app.baseUrl') ?? '');
  const backend = parseUrl(settings.text('backend.baseUrl') ?? '');
  if (
    findings.length === 0 &&
    app &&
    backend &&
    app.origin !== backend.origin &&
    !settings.has('backend.cors')
  ) {
    findings.push(
      problem(
        'backend.baseUrl',
        `is at ${backend.origin} and app.baseUrl at ${app.origin}, but backend.cors allows no other origin`,
        'Use the same address for both, or list the origin of the app under backend.cors.origin.',
      ),
    );
  }
  return findings;
}

function checkPath(settings: Settings, key: string): Finding[] {
  const pathname = parseUrl(settings.text(key) ?? '')?.pathname ?? '/';
  return pathname === '/'
    ? []
    : [
        problem(
          key,
          `has the path ${pathname}, but the portal only works at the root of its host`,
          'Use a separate host name for the portal, and set APP_BASE_URL to an address without a path.',
        ),
      ];
}

/** Checks an address that remote browsers must be able to use and trust. */
export function checkPublicUrl(
  settings: Settings,
  key: string,
  remedy: string,
): Finding[] {
  const value = settings.text(key);
  if (value === undefined) {
    return [problem(key, 'is missing', remedy)];
  }
  const url = parseUrl(value);
  if (!url || !/^https?:$/.test(url.protocol)) {
    return [problem(key, 'is not a URL', remedy)];
  }
  if (url.username || url.password || url.search || url.hash) {
    return [problem(key, 'contains more than an address and a path', remedy)];
  }
  if (isThisMachine(url.hostname)) {
    return [
      problem(key, `is ${url.origin}, which is a loopback address`, remedy),
    ];
  }
  if (url.protocol !== 'https:') {
    return [
      problem(
        key,
        `is ${url.origin}, which is not encrypted`,
        `${remedy} The proxy in front of the portal terminates TLS: docs/production.md.`,
      ),
    ];
  }
  if (isSampleHost(url.hostname)) {
    return [problem(key, `is ${url.origin}, which is a sample value`, remedy)];
  }
  return [];
}
