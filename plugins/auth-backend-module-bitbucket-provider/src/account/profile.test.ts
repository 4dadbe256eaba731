import { createProfile, describeAccount } from './profile';

const UUID = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}';

describe('createProfile', () => {
  const confirmed = { address: 'c@x.example', primary: false, confirmed: true };

  it.each([
    [
      'the confirmed primary address',
      [confirmed, { ...confirmed, address: 'p@x.example', primary: true }],
      'p@x.example',
    ],
    ['no secondary address', [confirmed], undefined],
    [
      'no unconfirmed primary address',
      [
        confirmed,
        {
          ...confirmed,
          address: 'p@x.example',
          primary: true,
          confirmed: false,
        },
      ],
      undefined,
    ],
    ['nothing from an empty list', [], undefined],
  ])('uses %s as the address', (_, emails, expected) => {
    expect(createProfile({ uuid: UUID }, emails).email).toBe(expected);
  });
});

describe('describeAccount', () => {
  it.each([
    [{ displayName: 'Mira Lindqvist', nickname: 'mira' }, 'Mira Lindqvist '],
    [{ nickname: 'mira', username: 'm' }, 'mira '],
    [{ username: 'm' }, 'm '],
    [{}, ''],
    [
      { displayName: 'Mira\n2026 info \u001b[31madmin' },
      'Mira 2026 info [31madmin ',
    ],
    [{ displayName: '\u202Eevil\u2028' }, 'evil '],
    [{ displayName: '😀'.repeat(200) }, `${'😀'.repeat(100)} `],
  ])('of %p begins with %p', (names, expected) => {
    const description = describeAccount({ ...names, uuid: UUID, emails: [] });
    expect(description).toBe(expected ? `${expected}(${UUID})` : UUID);
  });
});
