import {
  DEFAULT_NAMESPACE,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { keyOf } from '../model/locationEntity';

/** Takes the place of a path in the key of a repository's own Component. */
const WITHOUT_FILE = '';

/** The key of the Component of a repository without a catalog file. */
export function componentKeyOf(uuid: string): string {
  return keyOf(uuid, WITHOUT_FILE);
}

/** The ref of a Component of a repository without a catalog file. */
export function componentRefOf(name: string): string {
  return stringifyEntityRef({
    kind: 'Component',
    namespace: DEFAULT_NAMESPACE,
    name,
  });
}
