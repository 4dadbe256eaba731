import { type Repository } from '@backstage-bitbucket/bitbucket-cloud-stub';

export const WORKSPACE = 'generated';

/** The text of a catalog file with Components of these names. */
export function catalogFile(...names: string[]): string {
  return names
    .map(
      name => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
spec:
  type: service
  lifecycle: production
  owner: guests
`,
    )
    .join('---\n');
}

/** A repository of the seed, with a catalog file unless other files are given. */
export function repository(
  number: number,
  change: Partial<Repository> = {},
): Repository {
  const slug = change.slug ?? `repo-${number}`;
  return {
    workspace: WORKSPACE,
    slug,
    uuid: uuidOf(number),
    project: 'SEA',
    created_on: `2024-01-01T00:00:${String(number % 60).padStart(
      2,
      '0',
    )}.000000+00:00`,
    files: { 'catalog-info.yaml': catalogFile(slug) },
    ...change,
  };
}

export function uuidOf(number: number): string {
  return `{00000000-0000-4000-8000-${String(number).padStart(12, '0')}}`;
}
