import { selectFields } from './fields';

const BODY = {
  size: 1,
  next: 'n',
  values: [{ id: 1, user: { name: 'Mira', links: { self: 's', html: 'h' } } }],
};
const FULL = {
  ...BODY,
  values: [
    {
      id: 1,
      user: {
        name: 'Mira',
        email: 'm@x',
        links: { self: 's', html: 'h' },
        team: { slug: 't', size: 3 },
      },
      events: ['a', 'b'],
    },
  ],
};
const USER = BODY.values[0].user;

describe('the parameter fields', () => {
  it.each<[string, object]>([
    ['', BODY],
    [',', BODY],
    ['size', { size: 1 }],
    ['size,next', { size: 1, next: 'n' }],
    ['values.id', { values: [{ id: 1 }] }],
    [
      'values.id,values.user.name',
      { values: [{ id: 1, user: { name: 'Mira' } }] },
    ],
    ['values.user.email', { values: [{ user: { email: 'm@x' } }] }],
    ['values.user', { values: [{ user: USER }] }],
    ['values.user.links.*', { values: [{ user: { links: USER.links } }] }],
    ['-values', { size: 1, next: 'n' }],
    ['-size,-next,-values.user', { values: [{ id: 1 }] }],
    ['-*', {}],
    ['-*,+size', { size: 1 }],
    [
      '-values.user.links.*',
      { ...BODY, values: [{ id: 1, user: { name: 'Mira', links: {} } }] },
    ],
    [
      '+values.user.email',
      { ...BODY, values: [{ id: 1, user: { ...USER, email: 'm@x' } }] },
    ],
    [
      '+values.user.team.slug',
      { ...BODY, values: [{ id: 1, user: { ...USER, team: { slug: 't' } } }] },
    ],
    [
      '+values.events',
      { ...BODY, values: [{ ...BODY.values[0], events: ['a', 'b'] }] },
    ],
    [
      '+values.user.email,-size,-next',
      { values: [{ id: 1, user: { ...USER, email: 'm@x' } }] },
    ],
    ['*', BODY],
    ['nonsense', {}],
    ['+nonsense', BODY],
    ['-nonsense.deep', BODY],
    ['values.id.deep', { values: [{}] }],
    // An unencoded "+".
    [' values.user.email', {}],
    ['__proto__.polluted,constructor', {}],
  ])('applies "%s"', (parameter, expected) => {
    expect(selectFields(parameter, BODY, FULL)).toEqual(expected);
  });

  it('does not change the two bodies from which it selects', () => {
    const before = JSON.stringify([BODY, FULL]);
    selectFields('-size,+values.user.email,-values.id', BODY, FULL);

    expect(JSON.stringify([BODY, FULL])).toBe(before);
  });
});
