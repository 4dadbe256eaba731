import { describeOutage } from './describeOutage';

describe('describeOutage', () => {
  it.each([
    [{}, 'This page keeps trying to reach the portal and continues by itself.'],
    [
      { canSignIn: true },
      'This page keeps trying to reach the portal and continues by itself. You can also sign in again with the button.',
    ],
    [
      { message: 'The portal is being updated. It retries automatically.' },
      'The portal is being updated. It retries automatically.',
    ],
    [
      { message: 'ServiceUnavailableError: too many  requests' },
      'Too many requests.',
    ],
    [
      { message: 'The portal cannot ask Bitbucket.', canSignIn: true },
      'The portal cannot ask Bitbucket. You can also sign in again with the button.',
    ],
  ])('converts %j to sentences', (outage, expected) => {
    expect(describeOutage(outage)).toBe(expected);
  });

  it("shortens a message that is longer than the portal's messages", () => {
    expect(describeOutage({ message: 'x'.repeat(500) })).toHaveLength(401);
  });
});
