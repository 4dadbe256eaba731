import { advice, exceptable, type Finding, problem } from '../findings/Finding';
import { isThisMachine, parseUrl } from '../settings/hosts';
import { type Settings } from '../settings/Settings';
import { isSampleSecret } from './secrets';

const SET =
  'Set REDIS_URL to a Redis or Valkey, for example rediss://:password@cache.your-company.com:6380.';

/**
 * Checks the services that instances share in addition to the database: the cache and the request
 * counters.
 */
export function checkCache(settings: Settings): Finding[] {
  const store = settings.text('backend.cache.store');
  const findings: Finding[] = [];
  if (store === undefined || store === 'memory') {
    findings.push(
      problem(
        'backend.cache.store',
        `is ${
          store ?? 'missing, which means memory'
        }, which instances do not share`,
        'Use redis.',
      ),
    );
  } else if (store === 'redis' || store === 'valkey') {
    const key = 'backend.cache.connection';
    const isUrl = settings.text(key) !== undefined || !settings.has(key);
    findings.push(...checkUrl(settings, isUrl ? key : `${key}.url`));
  } else {
    findings.push(
      advice(
        'backend.cache.store',
        `is ${store}, whose address the check does not know`,
        'Use redis, as app-config.production.yaml does, or check the address yourself.',
      ),
    );
  }
  return [...findings, ...checkRateLimit(settings)];
}

function checkRateLimit(settings: Settings): Finding[] {
  const key = 'backend.rateLimit';
  if (!settings.has(key) || settings.isFalse(key)) {
    return [
      problem(
        key,
        'is missing, so the number of requests of a client is unlimited',
        'Add app-config.production.yaml as the last configuration file.',
      ),
    ];
  }
  const findings: Finding[] = [];
  if (settings.text(`${key}.store.type`) !== 'redis') {
    findings.push(
      problem(
        `${key}.store.type`,
        'is not redis, so each instance counts separately',
        'Use redis.',
      ),
    );
  } else {
    findings.push(...checkUrl(settings, `${key}.store.connection`));
  }
  if (settings.isFalse(`${key}.global`)) {
    findings.push(
      problem(
        `${key}.global`,
        'is false, so only some plugins are protected',
        'Use true.',
      ),
    );
  }
  const limit = Number(settings.text(`${key}.incomingRequestLimit`) ?? 5);
  if (!(limit >= 100)) {
    findings.push(
      problem(
        `${key}.incomingRequestLimit`,
        `is ${
          Number.isNaN(limit) ? 'not a number' : limit
        }, fewer than one page of the portal sends`,
        'Set the maximum number of requests of one address in a window, for example 3000.',
      ),
    );
  }
  return findings;
}

function checkUrl(settings: Settings, key: string): Finding[] {
  const value = settings.text(key);
  if (value === undefined) {
    return [problem(key, 'is missing', SET)];
  }
  const url = parseUrl(value);
  if (!url || !/^(rediss?|unix):$/.test(url.protocol)) {
    return [problem(key, 'is not a redis:, rediss: or unix: URL', SET)];
  }
  const findings: Finding[] = [];
  const isSocket = url.protocol === 'unix:';
  const isLocal = isSocket || isThisMachine(url.hostname);
  const password = isSocket
    ? url.searchParams.get('password')
    : decodeURIComponent(url.password);
  if (isSocket) {
    findings.push(
      exceptable(
        'cacheOnThisMachine',
        problem(key, 'is the unix socket of a cache on this machine', SET),
      ),
    );
  } else if (!url.hostname) {
    findings.push(problem(key, 'has no host', SET));
  } else if (isLocal) {
    findings.push(
      exceptable(
        'cacheOnThisMachine',
        problem(key, `is on ${url.hostname}, which is this machine`, SET),
      ),
    );
  }
  if (!password) {
    findings.push(
      exceptable(
        'cacheWithoutPassword',
        problem(
          key,
          'has no password, so every program that reaches the cache can read and change it',
          SET,
        ),
      ),
    );
  } else if (isSampleSecret(password)) {
    findings.push(problem(key, 'has a publicly known sample password', SET));
  }
  if (url.protocol === 'redis:' && !isLocal) {
    findings.push(
      advice(
        key,
        'is not encrypted',
        'Use rediss:, unless no other program is on that network.',
      ),
    );
  }
  return findings;
}
