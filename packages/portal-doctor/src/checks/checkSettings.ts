import { checkBaseUrls } from './baseUrls';
import { checkCache } from './cache';
import { checkCrossSite } from './crossSite';
import { checkDatabase } from './database';
import { checkCatalogProviders } from './catalogProviders';
import { checkHttp } from './http';
import { checkInstances } from './instances';
import { checkIntegration } from './integration';
import { checkModules } from './modules';
import { checkOutboundProxy } from './outboundProxy';
import { checkPlatform } from './platform';
import { checkSampleValues } from './secrets';
import { checkSignIn } from './signIn';
import { checkSessions } from './sessions';
import { checkWebhooks } from './webhooks';
import { applyExceptions } from './exceptions';
import { type Finding } from '../findings/Finding';
import { type Settings } from '../settings/Settings';

/**
 * Returns all problems of a production configuration at once. It connects to no server.
 *
 * @param options.earlier - findings from reading the configuration; the function reports nothing more
 * about these keys
 * @param options.installed - the packages that the backend depends on
 */
export function checkSettings(
  settings: Settings,
  {
    earlier = [],
    installed = [],
  }: { earlier?: Finding[]; installed?: string[] } = {},
): Finding[] {
  const findings = [...earlier];
  const seen = new Set(earlier.map(({ key }) => key));
  const checks = [
    checkBaseUrls,
    checkHttp,
    checkSignIn,
    checkSessions,
    checkCrossSite,
    checkDatabase,
    checkInstances,
    checkCache,
    checkPlatform,
    checkIntegration,
    checkOutboundProxy,
    (each: Settings) => checkCatalogProviders(each, installed),
    (each: Settings) => checkWebhooks(each, installed),
    checkSampleValues,
    checkModules,
  ];
  for (const check of checks) {
    const found = check(settings).filter(({ key }) => !seen.has(key));
    findings.push(...found);
    found.forEach(({ key }) => seen.add(key));
  }
  return applyExceptions(settings, findings);
}
