/** The catalog's longest name. */
export const LONGEST_NAME = 63;

/** Whether it can be the name of an entity, by the rule that is the stricter one everywhere. */
export function isValidEntityName(name: string): boolean {
  return (
    name.length <= LONGEST_NAME && /^[a-z0-9]+([-_.][a-z0-9]+)*$/i.test(name)
  );
}

/** https://backstage.io/docs/features/software-catalog/descriptor-format#namespace-optional */
export function isValidNamespace(name: string): boolean {
  return name.length <= LONGEST_NAME && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);
}
