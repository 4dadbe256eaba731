import { advice, type Finding, note } from '../findings/Finding';
import { parseUrl } from '../settings/hosts';
import { type Settings } from '../settings/Settings';
import { PROVIDER_KEY } from './signIn';

const KEY = `${PROVIDER_KEY}.sessions.crossSite`;

/**
 * Checks whether browsers send the session cookie from the portal to its backend.
 *
 * Which hosts belong to one site depends on a list of public suffixes that browsers contain
 * (https://developer.mozilla.org/docs/Glossary/Site), so this check compares host names only.
 */
export function checkCrossSite(settings: Settings): Finding[] {
  const app = parseUrl(settings.text('app.baseUrl') ?? '')?.hostname;
  const backend = parseUrl(settings.text('backend.baseUrl') ?? '')?.hostname;
  if (!app || !backend) {
    return [];
  }
  const isSet = settings.isTrue(KEY);
  if (app === backend) {
    return isSet
      ? [
          note(
            KEY,
            `is true, and the portal and its backend are both at ${app}, so the cookie does not need it`,
            'Remove it.',
          ),
        ]
      : [];
  }
  return [
    isSet
      ? advice(
          KEY,
          `is true, because the portal is at ${app} and its backend at ${backend}. If these are two sites, the session cookie is a third-party cookie. Browsers that block third-party cookies do not send it, so their users must sign in at each page load`,
          'Use one host name for both.',
        )
      : advice(
          KEY,
          `is not true, and the portal is at ${app} and its backend at ${backend}. Browsers send the session cookie between two hosts of one site, such as portal.company.com and api.company.com. They do not send it between two sites, so users must sign in at each page load`,
          'Use one host name for both. If that is not possible and these are two sites, set crossSite: true. Browsers that block third-party cookies do not send the cookie even then.',
        ),
  ];
}
