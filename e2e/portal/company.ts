import { join, resolve } from 'node:path';
import { repository } from './repository';

/** The catalog of the test company. */
const catalog = 'e2e/portal/catalog/harbour-bikes/all.yaml';

/** The entity kinds that the configured locations can contain. */
const kinds = [
  'User',
  'Group',
  'Domain',
  'System',
  'Component',
  'API',
  'Resource',
  'Template',
  'Location',
];

/** The part of the configuration that a fork changes. The tests use their own (`writeShippedConfig`). */
export const company = {
  app: {
    title: 'Quayside',
    support: {
      url: 'mailto:platform@harbourbikes.example',
      items: [
        {
          title: 'Platform team',
          icon: 'email',
          links: [
            {
              url: 'mailto:platform@harbourbikes.example',
              title: 'platform@harbourbikes.example',
            },
          ],
        },
      ],
    },
  },
  organization: { name: 'Harbour Bikes' },
  permission: { administrators: ['group:default/platform'] },
  scaffolder: { bitbucketCloud: { workspaces: ['harbour-bikes'] } },
  // Built in advance, as in production, and small.
  techdocs: {
    publisher: {
      type: 'local',
      local: { publishDirectory: join(repository, 'e2e/portal/techdocs') },
    },
  },
};

/**
 * Returns the locations of a catalog with that company.
 *
 * @param files - additional files: names in e2e/portal/catalog, or absolute paths
 */
export function catalogLocations(files: string[] = []) {
  return [
    join(repository, catalog),
    ...files.map(file => resolve(repository, 'e2e/portal/catalog', file)),
  ].map(target => ({ type: 'file', target, rules: [{ allow: kinds }] }));
}
