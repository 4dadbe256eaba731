import { ANNOTATION_LOCATION } from '@backstage/catalog-model';
import { standardLimits } from '../limits/limits';
import { EntityLimitProcessor } from './EntityLimitProcessor';

const processor = new EntityLimitProcessor(standardLimits);

const user = (displayName: string, memberOf: string[] = []) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: {
    name: 'mira',
    annotations: { [ANNOTATION_LOCATION]: 'bitbucket-workspace:acme' },
  },
  spec: { profile: { displayName }, memberOf },
});

describe('the entity of a provider', () => {
  it.each(['a\0b', 'a\uD800'])(
    'is rejected with a character that the database cannot store',
    async name => {
      const message =
        'that the database cannot store at spec.profile.displayName';
      const entity = user(name);
      await expect(processor.preProcessEntity(entity)).rejects.toThrow(message);
      // Runs after the processors of other modules.
      await expect(processor.validateEntityKind(entity)).rejects.toThrow(
        message,
      );
    },
  );

  it('can be of any size', async () => {
    const entity = user('Mira 🚀', Array(50_000).fill('a'));
    expect(await processor.preProcessEntity(entity)).toBe(entity);
  });
});

describe('a Location of a file', () => {
  const location = (spec: object) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'location',
    metadata: {
      name: 'all',
      annotations: { [ANNOTATION_LOCATION]: 'url:https://host.example/a.yaml' },
    },
    spec: spec as {},
  });

  it.each([
    { targets: { $json: './targets.json' } },
    { targets: ['./a.yaml', { $text: './b' }] },
    { target: { $text: './b' } },
    { $yaml: './spec.yaml' },
  ])('has no placeholder in its spec: %j', async spec => {
    await expect(processor.preProcessEntity(location(spec))).rejects.toThrow(
      'List its targets in the file itself.',
    );
  });

  it('has 100 targets', async () => {
    const spec = { targets: Array(100).fill('./a.yaml') };
    const entity = location(spec);
    expect(await processor.preProcessEntity(entity)).toBe(entity);
    spec.targets.push('./b.yaml');
    await expect(processor.preProcessEntity(entity)).rejects.toThrow(
      'more than 100 targets',
    );
  });
});
