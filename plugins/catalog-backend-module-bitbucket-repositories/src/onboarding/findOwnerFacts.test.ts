import { type BitbucketRepository } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { group, projectGroup, user } from '../__testUtils__/createPeople';
import { uuidOf } from '../__testUtils__/startRepositories';
import { findOwnerFacts } from './findOwnerFacts';

const repository: BitbucketRepository = {
  uuid: uuidOf(1),
  slug: 'shop',
  isPrivate: true,
  isFork: false,
  workspace: { uuid: uuidOf(2), slug: 'acme' },
  project: { uuid: uuidOf(3), key: 'SEA' },
};

function member(name: string, groups: string[], uuid?: string): Entity {
  return {
    ...user(name, { uuid, memberOf: groups }),
    relations: groups.map(each => ({
      type: 'memberOf',
      targetRef: `group:default/${each}`,
    })),
  };
}

const ENTITIES = [
  group('booking'),
  group('everyone', 'workspace'),
  projectGroup('acme-sea', 'acme/sea'),
  group('aiko', 'team'),
  member('aiko', ['everyone', 'acme-sea'], uuidOf(11)),
  member('tomas', ['everyone', 'acme-sea', 'booking', 'gone'], uuidOf(12)),
];

const catalog = {
  findByRefs: async (refs: readonly string[]) =>
    ENTITIES.filter(each => refs.includes(stringifyEntityRef(each))),
  findByValues: async (field: string, values: readonly string[]) =>
    ENTITIES.filter(({ metadata, spec }) => {
      const name = field.replace('metadata.annotations.', '');
      const value =
        metadata.annotations?.[name] ??
        (field === 'metadata.name' && metadata.name) ??
        undefined;
      const email =
        field === 'spec.profile.email' && Object(spec?.profile).email;
      return values.some(each => [value, email].includes(each.toLowerCase()));
    }),
};

const find = (names: string[], reviewers: string[] = []) =>
  findOwnerFacts(catalog, {
    repository,
    codeOwners: { path: 'CODEOWNERS', names },
    reviewers: reviewers.map(uuid => ({ uuid })),
    withoutFile: { rules: [], standard: {} },
  });

it.each(['@acme/booking', '@teams/Booking', '@booking'])(
  'finds the group %s',
  async name => {
    const { codeOwners } = await find([name]);
    expect(codeOwners?.groups).toEqual([
      { name, ref: 'group:default/booking' },
    ]);
  },
);

it('finds people by email address, with their team', async () => {
  const { codeOwners } = await find(['Tomas@acme.example', '@acme/unknown']);
  expect(codeOwners).toEqual({
    path: 'CODEOWNERS',
    groups: [],
    users: [
      {
        ref: 'user:default/tomas',
        name: 'tomas',
        groups: ['group:default/booking'],
      },
    ],
  });
});

it('finds reviewers, with the project if they have no team, and never the workspace', async () => {
  const { reviewers } = await find([], [uuidOf(11), uuidOf(99)]);
  expect(reviewers).toEqual([
    {
      ref: 'user:default/aiko',
      name: 'aiko',
      groups: ['group:default/acme-sea'],
    },
  ]);
});

it('finds the group of the project', async () => {
  expect((await find([])).project).toEqual({
    key: 'SEA',
    ref: 'group:default/acme-sea',
  });
});
