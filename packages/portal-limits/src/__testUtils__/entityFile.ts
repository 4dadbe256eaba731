/** Returns the content of a catalog file with one entity. */
export const entityFile = (kind: string, name: string, spec: object) =>
  JSON.stringify({
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name },
    spec,
  });
