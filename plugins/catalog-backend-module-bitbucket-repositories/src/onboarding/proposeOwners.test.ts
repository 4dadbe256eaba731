import { type KnownUser, proposeOwners } from './proposeOwners';

const person = (name: string, ...groups: string[]): KnownUser => ({
  name,
  ref: `user:default/${name}`,
  groups,
});
const refs = (...args: Parameters<typeof proposeOwners>) =>
  proposeOwners(...args).map(({ ref, source }) => [ref, source]);

it('prefers CODEOWNERS to reviewers, the project and the configuration, and proposes each owner once', () => {
  expect(
    refs({
      codeOwners: {
        path: 'CODEOWNERS',
        groups: [{ name: '@acme/booking', ref: 'group:default/booking' }],
        users: [],
      },
      reviewers: [person('aiko', 'group:default/fleet')],
      project: { key: 'SEA', ref: 'group:default/booking' },
      configured: { ref: 'group:default/platform' },
    }),
  ).toEqual([
    ['group:default/booking', 'CODEOWNERS'],
    ['group:default/fleet', 'default reviewers'],
    ['group:default/platform', 'configuration'],
  ]);
});

it('proposes the group of most reviewers', () => {
  const [proposal] = proposeOwners({
    reviewers: [
      person('a', 'group:default/x'),
      person('b', 'group:default/y', 'group:default/y'),
      person('c', 'group:default/z', 'group:default/y'),
      person('d'),
    ],
  });
  expect(proposal).toEqual({
    ref: 'group:default/y',
    source: 'default reviewers',
    reason:
      '2 of 4 of the default reviewers of the repository belong to this group: b, c.',
  });
});

it('chooses the same group each time if two have equally many', () => {
  const users = [
    person('a', 'group:default/y'),
    person('b', 'group:default/x'),
  ];
  expect(refs({ reviewers: users })).toEqual(
    refs({ reviewers: [...users].reverse() }),
  );
});

it('proposes a user without a group, and otherwise nothing', () => {
  expect(refs({ reviewers: [person('a')] })).toEqual([
    ['user:default/a', 'default reviewers'],
  ]);
  expect(refs({ reviewers: [] })).toEqual([]);
});
