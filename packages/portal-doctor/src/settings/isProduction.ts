import { isLoopback, parseUrl } from './hosts';
import { type Settings } from './Settings';

/**
 * Returns whether other users can reach this portal, so that it must be safe.
 *
 * `NODE_ENV=production` is not sufficient: a production build can also run on one machine for a trial or
 * for the end-to-end tests. Such a trial is harmless because the portal listens on a loopback address
 * and uses one in its base URLs.
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
