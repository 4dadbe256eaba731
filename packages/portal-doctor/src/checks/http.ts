import { advice, type Finding, problem } from '../findings/Finding';
import { isThisMachine, parseUrl } from '../settings/hosts';
import { type Settings } from '../settings/Settings';
import { checkListener } from './listener';

/** Checks the HTTP server of the backend, and its headers for browsers. */
export function checkHttp(settings: Settings): Finding[] {
  return [
    ...checkListener(settings),
    ...checkCors(settings),
    ...checkContentSecurityPolicy(settings),
  ];
}

function checkCors(settings: Settings): Finding[] {
  const key = 'backend.cors.origin';
  const origins = settings.has(key) ? [settings.get(key)].flat() : [];
  return origins.flatMap(origin => {
    const url = parseUrl(String(origin));
    const isClosed =
      url?.protocol === 'https:' &&
      !/[*?{}[\]()!]/.test(String(origin)) &&
      !isThisMachine(url.hostname);
    return isClosed
      ? []
      : [
          problem(
            key,
            `allows ${origin}`,
            'Set backend.cors to null: the backend serves the front end, so no other origin needs it.',
          ),
        ];
  });
}

function checkContentSecurityPolicy(settings: Settings): Finding[] {
  const key = 'backend.csp';
  const findings: Finding[] = [];
  for (const directive of [
    'default-src',
    'script-src',
    'script-src-attr',
    'object-src',
    'base-uri',
  ]) {
    if (settings.isFalse(`${key}.${directive}`)) {
      findings.push(
        problem(
          `${key}.${directive}`,
          'is off',
          "Remove the line to restore Backstage's default.",
        ),
      );
    }
  }
  for (const directive of [
    'default-src',
    'script-src',
    'script-src-elem',
    'script-src-attr',
  ]) {
    const open = settings
      .list(`${key}.${directive}`)
      .map(String)
      .filter(source =>
        /^('unsafe-inline'|\*|https?:|data:|blob:)$/.test(source),
      );
    if (open.length > 0) {
      findings.push(
        problem(
          `${key}.${directive}`,
          `has ${open.join(' and ')}, so an injected script would run`,
          "Allow 'self' and named hosts, as app-config.production.yaml does.",
        ),
      );
    }
  }
  const connect = settings.list(`${key}.connect-src`).map(String);
  if (connect.includes('http:') || connect.includes('*')) {
    findings.push(
      problem(
        `${key}.connect-src`,
        `has ${connect.includes('*') ? '*' : 'http:'}`,
        "Allow 'self' and named hosts.",
      ),
    );
  }
  if (
    !settings.has(`${key}.upgrade-insecure-requests`) ||
    settings.isFalse(`${key}.upgrade-insecure-requests`)
  ) {
    findings.push(
      advice(
        `${key}.upgrade-insecure-requests`,
        'is off',
        'Set it to [], so that browsers open old http: links within the portal over https:.',
      ),
    );
  }
  return findings;
}
