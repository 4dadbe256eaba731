/** The catalog ignores these fields of an entity, and writes its own values. */
const OWN = [
  ...['attachments', 'relations', 'status'],
  ...['metadata.name', 'metadata.namespace', 'metadata.uid', 'metadata.etag'],
];

/**
 * Finds paths that differ only in case, which the search table of the catalog cannot contain. The
 * catalog would process such an entity, fail to store it, and retry each minute. The owner of the entity
 * would see no error.
 *
 * @seam The paths of `buildEntitySearch`, in which the path of a list item contains its text:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/database/operations/stitcher/buildEntitySearch.ts
 *
 * @param entity - within the limits of an entity
 * @returns a sentence for the owner of the entity, or `undefined`
 */
export function findCaseProblem(entity: unknown): string | undefined {
  const paths = new Map<string, string>();
  const texts = new Set<string>();
  let other: string | undefined;
  let found: string | undefined;

  function add(path: string) {
    const known = paths.get(path.toLowerCase());
    if (known === undefined) {
      paths.set(path.toLowerCase(), path);
    } else if (known !== path) {
      other = known;
      found = path;
    }
  }

  function addText(path: string) {
    // The catalog stores only the first of equal texts.
    if (!texts.has(path.toLowerCase())) {
      texts.add(path.toLowerCase());
      add(path);
    }
  }

  function visit(path: string, value: unknown) {
    if (found !== undefined || OWN.includes(path)) {
      return;
    }
    if (OWN.includes(path.toLowerCase())) {
      other = path.toLowerCase();
      found = path;
    } else if (typeof value !== 'object' || value === null) {
      add(path);
    } else if (Array.isArray(value)) {
      value.forEach(item => {
        visit(path, item);
        if (typeof item === 'string') {
          addText(`${path}.${item}`);
        }
      });
    } else {
      Object.entries(value).forEach(([key, child]) =>
        visit(path ? `${path}.${key}` : key, child),
      );
    }
  }

  visit('', entity);
  return found === undefined || other === undefined
    ? undefined
    : `The entity has ${other.slice(0, 100)} and ${found.slice(
        0,
        100,
      )}, which differ only in upper and lower case. The catalog cannot store both. Rename one of them.`;
}
