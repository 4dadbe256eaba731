import { type EntityRecord } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Entity } from '@backstage/catalog-model';
import { createForeign } from '../__testUtils__/startCatalog';
import { locationOf } from '../model/location';
import { RefClaims } from './RefClaims';

const uuid = '{aaaaaaaa-5b6e-4c7a-9d10-0c2f4e6a8b01}';

function createOwn(name: string, providerId = 'main'): Entity {
  const location = locationOf(providerId);
  return createForeign('User', name, {
    annotations: {
      'backstage.io/managed-by-location': location,
      'backstage.io/managed-by-origin-location': location,
    },
  });
}

function createRecord(key: string, name: string): EntityRecord {
  const entity_ref = `user:default/${name}`;
  return { key, name, entity_ref, state: 'present', digest: '' };
}

async function createClaims(
  missing: string[] = [],
  namesFromTransformers = true,
) {
  const entities = new Map(
    [
      createForeign('User', 'other'),
      createForeign('User', 'other-aaaaaaaa'),
      createOwn('own'),
      createOwn('sibling-aaaaaaaa', 'Main'),
    ].map(entity => [`user:default/${entity.metadata.name}`, entity]),
  );
  const records = [createRecord('self', 'sent'), createRecord('b', 'theirs')];
  const claims = new RefClaims({
    catalog: { find: async () => entities },
    providerId: 'main',
    records: new Map(records.map(record => [record.key, record])),
    missing: new Set(missing),
    namesFromTransformers,
    providerKey: 'catalog.providers.bitbucketWorkspace.main',
    configuredRefs: new Set([
      'user:default/lead',
      'user:default/lead-aaaaaaaa',
    ]),
  });
  const names = ['other', 'other-aaaaaaaa', 'own', 'sibling-aaaaaaaa'];
  const free = ['lead', 'lead-aaaaaaaa', 'theirs', 'free', 'free-aaaaaaaa'];
  await claims.ask([...names, ...free].map(name => `user:default/${name}`));
  return claims;
}

const claimOf = (name: string) => ({
  key: 'self',
  entityRef: `user:default/${name}`,
  name,
  subject: { uuid },
});

it.each([
  // [name, reason of the rejection, whether memberships can reference it]
  ['other', 'another source has an entity with that ref', false],
  ['other-aaaaaaaa', 'another source has an entity with that ref', false],
  ['sibling-aaaaaaaa', 'another source has an entity with that ref', false],
  ['lead', 'the configuration names that ref', false],
  ['lead-aaaaaaaa', undefined, true],
  ['theirs', 'another account or Group has or had that ref', false],
  ['own', undefined, true],
  ['free', undefined, false],
  ['free-aaaaaaaa', undefined, true],
  ['sent', undefined, true],
])('decides on the ref of %p', async (name, refusal, isProven) => {
  const claims = await createClaims();
  expect(claims.refusalOf(claimOf(name))).toBe(refusal);
  expect(claims.isProven(claimOf(name))).toBe(isProven);
});

it('queries a ref that was sent but is not in the catalog', async () => {
  const sent = 'user:default/sent';
  expect((await createClaims()).isUnknown('self', sent)).toBe(false);
  expect((await createClaims()).isUnknown('b', sent)).toBe(true);
  const claims = await createClaims([sent]);
  expect(claims.isUnknown('self', sent)).toBe(true);
  expect(claims.isProven(claimOf('sent'))).toBe(false);
});

it.each([
  // [name, role, whether it is rejected]
  ['free', undefined, true],
  ['sent', undefined, true],
  ['free-aaaaaaaa', undefined, false],
  ['free-aaaaaaaa', 'owners', true],
  ['free-aaaaaaaa-owners', 'owners', false],
  ['free-aaaaaaaa-owners', undefined, true],
])(
  'decides on %p with the role %p by its binding',
  async (name, role, refused) => {
    const claims = await createClaims([], false);
    const subject = { uuid, role };
    const refusal = claims.refusalOf({ ...claimOf(name), subject });
    expect(refusal !== undefined).toBe(refused);
  },
);
