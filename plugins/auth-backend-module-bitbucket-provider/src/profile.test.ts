import { createProfile } from './profile';

const UUID = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}';

describe('createProfile', () => {
  const confirmed = { address: 'c@x.example', primary: false, confirmed: true };

  it.each([
    [
      'the confirmed primary',
      [confirmed, { ...confirmed, address: 'p@x.example', primary: true }],
      'p@x.example',
    ],
    ['no secondary', [confirmed], undefined],
    [
      'no unconfirmed primary',
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
    ['nothing of nothing', [], undefined],
  ])('takes %s as the address', (_, emails, expected) => {
    expect(createProfile({ uuid: UUID }, emails).email).toBe(expected);
  });
});
