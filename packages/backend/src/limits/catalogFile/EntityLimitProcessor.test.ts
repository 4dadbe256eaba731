import { ANNOTATION_LOCATION } from '@backstage/catalog-model';
import { standardLimits } from '../limits';
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
    'is refused with a character that the database cannot store',
    async name => {
      const message =
        'that the database cannot store at spec.profile.displayName';
      const entity = user(name);
      await expect(processor.preProcessEntity(entity)).rejects.toThrow(message);
      // After the processors of other modules.
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
