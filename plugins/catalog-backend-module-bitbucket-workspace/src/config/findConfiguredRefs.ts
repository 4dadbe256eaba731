import { stringifyEntityRef } from '@backstage/catalog-model';
import { type Config } from '@backstage/config';

const REF = /(?<![\w.-])(user|group):(?:([\w.-]+)\/)?([\w.-]+)/gi;

/**
 * Returns the refs of Users and Groups that the configuration contains under any key, for example
 * `permission.administrators`: in lower case, with kind and namespace.
 */
export function findConfiguredRefs(config: Config): Set<string> {
  const refs = new Set<string>();
  const walk = (value: unknown) => {
    if (typeof value === 'string') {
      for (const [, kind, namespace, name] of value.matchAll(REF)) {
        refs.add(stringifyEntityRef({ kind, namespace, name }));
      }
    } else if (value && typeof value === 'object') {
      // Includes keys: `roles: { 'group:default/platform': admin }`.
      if (!Array.isArray(value)) {
        Object.keys(value).forEach(walk);
      }
      Object.values(value).forEach(walk);
    }
  };
  walk(config.getOptional());
  return refs;
}
