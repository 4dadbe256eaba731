import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  type LimitedBackend,
  REPOSITORY,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

let backend: LimitedBackend;

beforeAll(async () => {
  backend = await startLimitedBackend([catalogPlugin]);
});

afterAll(() => backend.stop());

it('rejects a validation request for a Location with too many targets', async () => {
  const response = await backend.send('/api/catalog/validate-entity', {
    location: `url:${REPOSITORY}/catalog-info.yaml`,
    entity: {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Location',
      metadata: { name: 'a' },
      spec: { targets: Array(101).fill('./a.yaml') },
    },
  });
  expect(response.status).toBe(400);
  expect(response.text).toContain('The Location has more than 100 targets');
});

it('rejects a validation request for an entity above the limits', async () => {
  const response = await backend.send('/api/catalog/validate-entity', {
    location: 'url:https://bitbucket.org/acme/app/src/main/catalog-info.yaml',
    entity: {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'a' },
      spec: {
        type: 'a',
        lifecycle: 'a',
        owner: 'a',
        list: Array(2_600).fill(1),
      },
    },
  });
  expect(response.status).toBe(400);
  expect(response.text).toContain('The entity has more than 2,500 values');
});

it.each([
  ['values', JSON.stringify(Array(2_400).fill(1)), 'more than 2,500 values', 2],
  ['bytes', `"${'x'.repeat(2_000_000)}"`, 'more than 4,194,304 bytes', 3],
])(
  'reads no placeholder after the limit for %s is reached',
  async (_, content, message, reads) => {
    backend.files['data.json'] = content;
    backend.reads.length = 0;
    const response = await backend.send('/api/catalog/validate-entity', {
      location: `url:${REPOSITORY}/catalog-info.yaml`,
      entity: {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: { name: 'a' },
        spec: { data: Array(20).fill({ $json: './data.json' }) },
      },
    });
    expect(response.status).toBe(400);
    expect(response.text).toContain(message);
    const name = 'data.json';
    expect(backend.reads.filter(url => url.endsWith(name))).toHaveLength(reads);
  },
);
