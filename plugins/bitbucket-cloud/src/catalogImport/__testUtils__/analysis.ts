import { type BitbucketRepositoryAnalysis } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

/** An analysis of a repository without a catalog file. */
export function createAnalysis(
  change: Partial<BitbucketRepositoryAnalysis> = {},
): BitbucketRepositoryAnalysis {
  return {
    repository: 'acme/shop',
    url: 'https://bitbucket.org/acme/shop',
    branch: 'main',
    path: 'catalog-info.yaml',
    existingFiles: [],
    knownEntities: [],
    owners: [
      {
        ref: 'group:default/booking',
        source: 'CODEOWNERS',
        reason: 'CODEOWNERS names @acme/booking as the owner of all files.',
      },
      {
        ref: 'group:default/fleet',
        source: 'project',
        reason: 'The repository belongs to the project FLEET.',
      },
    ],
    proposed: {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'shop', tags: ['java'] },
      spec: { type: 'other', lifecycle: 'unknown', owner: 'booking' },
    },
    ...change,
  };
}
