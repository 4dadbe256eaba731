import { readCorsOptions } from '@backstage/backend-defaults/rootHttpRouter';
import { type Config } from '@backstage/config';

/**
 * Checks the `Origin` of a WebSocket handshake. Browsers do not apply CORS to WebSockets, so the
 * server must: https://datatracker.ietf.org/doc/html/rfc6455#section-10.2
 *
 * The portal accepts the origins of `app.baseUrl` and `backend.baseUrl`, and those that
 * `backend.cors.origin` allows for every other request.
 */
export function createOriginCheck(
  config: Config,
): (origin: string | undefined) => boolean {
  const own = ['app.baseUrl', 'backend.baseUrl'].map(
    key => new URL(config.getString(key)).origin,
  );
  const { origin: isAllowedByCors } = readCorsOptions(
    config.getOptionalConfig('backend'),
  );
  return origin => {
    if (!origin) {
      return false;
    }
    let isAllowed = own.includes(origin);
    if (!isAllowed && typeof isAllowedByCors === 'function') {
      // The callback runs synchronously.
      isAllowedByCors(origin, (_, allowed) => {
        isAllowed = allowed === true;
      });
    }
    return isAllowed;
  };
}
