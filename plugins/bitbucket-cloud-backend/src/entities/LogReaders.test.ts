import { type BitbucketRepositoryFacts } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { ConfigReader } from '@backstage/config';
import { containsEntity } from './containsEntity';
import { LogReaders } from './LogReaders';

const ORGANIZATION = 'https://bitbucket.org/acme/catalog/src/main/all.yaml';
const readers = new LogReaders(
  new ConfigReader({
    catalog: {
      locations: [{ type: 'url', target: ORGANIZATION }],
      providers: {
        bitbucketRepositories: {
          acme: { workspace: 'Acme', branch: 'develop' },
          other: { workspace: 'other', branch: 'trunk' },
        },
      },
    },
  }),
);

function check(
  location: string | undefined,
  origin = location,
  kind = 'Component',
) {
  return readers.require({
    entity: {
      apiVersion: 'backstage.io/v1alpha1',
      kind,
      metadata: {
        name: 'booking',
        annotations: {
          ...(location && { 'backstage.io/managed-by-location': location }),
          ...(origin && {
            'backstage.io/managed-by-origin-location': origin,
          }),
        },
      },
    },
    name: { workspace: 'acme', slug: 'booking' },
    pages: {
      facts: {
        get: async () => ({
          data: {
            url: '',
            mainBranch: 'release/1',
          } as BitbucketRepositoryFacts,
          readAt: '',
        }),
        hasEntity: async (_, { path }) => ({
          data: path !== 'deleted.yaml',
          readAt: '',
        }),
      },
    },
  });
}

it.each([
  'url:https://bitbucket.org/acme/booking/src/release/1/catalog-info.yaml',
  'url:https://bitbucket.org/acme/booking/src/release%2F1/catalog-info.yaml',
  'url:https://bitbucket.org/Acme/Booking/raw/release/1/services/a.yaml',
  'url:https://bitbucket.org/acme/booking/src/HEAD/catalog-info.yaml',
  'url:https://bitbucket.org/acme/booking/src/develop/catalog-info.yaml',
  'url:https://bitbucket.org/acme/booking',
  'file:/app/catalog-info/all.yaml',
  'bitbucket-workspace:acme',
])('shows logs on an entity from %s', async location => {
  await expect(check(location)).resolves.toBeUndefined();
});

it('shows logs on an entity of a configured location', async () => {
  const file = 'url:https://bitbucket.org/acme/catalog/src/main/booking.yaml';
  await check(file, `url:${ORGANIZATION}`);
  await expect(check(file)).rejects.toThrow(
    'whose catalog file is in the main branch of the repository',
  );
});

it.each([
  'url:https://bitbucket.org/acme/mine/src/release/1/catalog-info.yaml',
  'url:https://bitbucket.org/acme/booking-2/src/release/1/catalog-info.yaml',
  'url:https://bitbucket.org.example/acme/booking/src/release/1/a.yaml',
  'url:https://example.com/https://bitbucket.org/acme/booking/a.yaml',
])('shows no logs on an entity from %s', async location => {
  await expect(check(location)).rejects.toThrow('acme/booking');
});

// Every user can write a file to another branch, with a pull request of the import or of a template.
it.each([
  'url:https://bitbucket.org/acme/booking/src/backstage-integration/catalog-info.yaml',
  'url:https://bitbucket.org/acme/booking/raw/backstage-integration/a.yaml',
  'url:https://bitbucket.org/acme/booking/src/5f0e9d8c7b02/catalog-info.yaml',
  // A provider reads this branch in another workspace.
  'url:https://bitbucket.org/acme/booking/src/trunk/catalog-info.yaml',
  'url:https://bitbucket.org/acme/booking/src/Release/1/catalog-info.yaml',
  'url:https://bitbucket.org/acme/booking/src/release/10/catalog-info.yaml',
  'url:https://bitbucket.org/acme/booking/src/%E0%A4%A/catalog-info.yaml',
  'url:https://bitbucket.org/acme/booking/',
])('shows no logs on an entity of another branch, %s', async location => {
  await expect(check(location)).rejects.toThrow('in the main branch');
});

// The catalog creates a Location for each URL that a user registers, also if the file contains no entity.
it('shows no logs on a Location of the main branch', async () => {
  const file = 'url:https://bitbucket.org/acme/booking/src/release/1/.gitkeep';
  await check(file);
  await expect(check(file, file, 'Location')).rejects.toThrow(
    'Logs are shown only on entities whose catalog file',
  );
});

// The catalog keeps the entities of the file.
it('shows no logs on an entity whose file is not in the main branch any more', async () => {
  const folder = 'url:https://bitbucket.org/acme/booking/src/release/1';
  await check(`${folder}/catalog-info.yaml`);
  await expect(check(`${folder}/deleted.yaml`)).rejects.toThrow(
    'Logs are shown only on entities whose catalog file',
  );
});

it.each([
  ['kind: Component\nmetadata:\n  name: booking # ours\n', true],
  ['kind: "Component"\r\nmetadata: { name: \'booking\' }\r\n', true],
  ['{"kind": "Component", "metadata": {"name": "booking"}}', true],
  ['kind: API\nmetadata:\n  name: booking\n', false],
  ['kind: Component\nmetadata:\n  name: booking-api\n', false],
  ['kind: API\nmetadata:\n  name: booking\n---\nkind: Component\n', false],
  ['image: node\npipelines:\n  - step: { name: booking }\n', false],
])('finds an entity in %j: %s', (text, isFound) => {
  const entity = { kind: 'Component', metadata: { name: 'booking' } };
  expect(containsEntity(text, entity)).toBe(isFound);
});
