/**
 * The catalog's maximum length of a name.
 *
 * @public
 */
export const LONGEST_ENTITY_NAME = 63;

/**
 * Returns whether a text is a valid entity name in all versions of the catalog's rules.
 *
 * @public
 */
export function isValidEntityName(name: string): boolean {
  return (
    name.length <= LONGEST_ENTITY_NAME &&
    /^[a-z0-9]+([-_.][a-z0-9]+)*$/i.test(name)
  );
}

/**
 * Returns whether a text is a valid namespace.
 *
 * https://backstage.io/docs/features/software-catalog/descriptor-format#namespace-optional
 *
 * @public
 */
export function isValidNamespace(name: string): boolean {
  return (
    name.length <= LONGEST_ENTITY_NAME && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)
  );
}
