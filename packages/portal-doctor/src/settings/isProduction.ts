import { isLoopback, parseUrl } from './hosts';
import { Settings } from './Settings';

/**
 * Whether this is a portal that others may sign in to, and which must be safe.
 *
 * `NODE_ENV=production` alone is not enough: that is how a production build is tried on one machine,
 * by the end-to-end tests too. What makes such a trial harmless is that nobody else can reach it,
 * because it listens on a loopback address and calls itself by one.
 */
export function isProduction(settings: Settings): boolean {
  if (settings.text('auth.environment') === 'production') {
    return true;
  }
  return settings.environment.NODE_ENV === 'production' && !isTrial(settings);
}

function isTrial(settings: Settings): boolean {
  return (
    isLoopback(settings.text('backend.listen.host') ?? '') &&
    ['app.baseUrl', 'backend.baseUrl'].every(key =>
      isLoopback(parseUrl(settings.text(key) ?? '')?.hostname ?? ''),
    )
  );
}
