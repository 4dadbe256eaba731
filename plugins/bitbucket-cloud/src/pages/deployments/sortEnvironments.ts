import { type BitbucketEnvironment } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

const ORDER: BitbucketEnvironment['type'][] = [
  'Production',
  'Staging',
  'Test',
  'other',
];

/** Returns the environments, production first, and by name within a type. */
export function sortEnvironments(
  environments: readonly BitbucketEnvironment[],
): BitbucketEnvironment[] {
  return [...environments].sort(
    (a, b) =>
      ORDER.indexOf(a.type) - ORDER.indexOf(b.type) ||
      a.name.localeCompare(b.name),
  );
}
