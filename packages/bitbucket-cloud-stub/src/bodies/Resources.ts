import type { Site } from '../http/Site';
import type { Store } from '../store/Store';

/** What the body of a resource with accounts needs. */
export interface Resources {
  store: Store;
  site: Site;
}
