import { ConfigReader } from '@backstage/config';
import { estimateBitbucketSessionCapacity } from './sessionCapacity';

const resolver = (name: string) => ({
  signIn: { resolvers: [{ resolver: name }] },
});

function estimate(settings: object) {
  const rootConfig = new ConfigReader({
    auth: {
      providers: {
        bitbucket: {
          production: {
            clientId: 'id',
            clientSecret: 'secret',
            ...resolver('userIdMatchingUserEntityAnnotation'),
            ...settings,
          },
        },
      },
    },
  });
  return estimateBitbucketSessionCapacity(rootConfig, 'production');
}

describe('estimateBitbucketSessionCapacity', () => {
  it.each([
    ['the defaults', {}, 2, 18_000],
    [
      'a policy of workspaces',
      { allowedWorkspaces: ['harbour-bikes'] },
      3,
      12_000,
    ],
    [
      'a resolver by email as well',
      {
        allowedWorkspaces: ['harbour-bikes'],
        ...resolver('emailMatchingUserEntityProfileEmail'),
      },
      4,
      9_000,
    ],
    ['half the requests', { sessions: { callsPerHour: 500 } }, 2, 9_000],
    [
      'a check in every 4 hours',
      { sessions: { checkWithin: { hours: 4 } } },
      2,
      1_600,
    ],
    [
      'a check at every refresh',
      { sessions: { checkWithin: { seconds: 0 } } },
      2,
      40,
    ],
  ])('counts the people with %s', (_, settings, callsPerCheck, people) => {
    expect(estimate(settings)).toMatchObject({ callsPerCheck, people });
  });

  it('rejects an invalid configuration', () => {
    expect(() => estimate({ sessions: { checkWithin: 'soon' } })).toThrow(
      'sessions.checkWithin is not a time',
    );
  });
});
