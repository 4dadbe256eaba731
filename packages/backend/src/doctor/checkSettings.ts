import { checkBaseUrls } from './checks/baseUrls';
import { checkCache } from './checks/cache';
import { checkCrossSite } from './checks/crossSite';
import { checkDatabase } from './checks/database';
import { checkCatalogProviders } from './checks/catalogProviders';
import { checkHttp } from './checks/http';
import { checkIntegration } from './checks/integration';
import { checkModules } from './checks/modules';
import { checkOutboundProxy } from './checks/outboundProxy';
import { checkPlatform } from './checks/platform';
import { checkSampleValues } from './checks/secrets';
import { checkSignIn } from './checks/signIn';
import { checkSessions } from './checks/sessions';
import { applyExceptions } from './exceptions';
import { Finding } from './Finding';
import { Settings } from './Settings';

/**
 * Everything that is wrong with a configuration for production, at once. Connects to nothing.
 *
 * @param earlier - what was found while the configuration was read; nothing more is said about these keys
 */
export function checkSettings(
  settings: Settings,
  earlier: Finding[] = [],
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
    checkCache,
    checkPlatform,
    checkIntegration,
    checkOutboundProxy,
    checkCatalogProviders,
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
