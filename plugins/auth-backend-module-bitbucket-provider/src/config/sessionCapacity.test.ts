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
    ['the defaults', {}, 2, 15_750],
    [
      'a policy of workspaces',
      { allowedWorkspaces: ['harbour-bikes'] },
      3,
      10_500,
    ],
    [
      'an additional email resolver',
      {
        allowedWorkspaces: ['harbour-bikes'],
        ...resolver('emailMatchingUserEntityProfileEmail'),
      },
      4,
      7_875,
    ],
    ['half the requests', { sessions: { callsPerHour: 500 } }, 2, 7_875],
    [
      'a check in every 4 hours',
      { sessions: { checkWithin: { hours: 4 } } },
      2,
      1_400,
    ],
    [
      'a check at every refresh',
      { sessions: { checkWithin: { seconds: 0 } } },
      2,
      35,
    ],
  ])(
    'estimates the number of users with %s',
    (_, settings, callsPerCheck, people) => {
      expect(estimate(settings)).toMatchObject({ callsPerCheck, people });
    },
  );

  it('does not estimate more users with a shorter checkWithin', () => {
    const hours = [0, 1, 4, 6, 7, 12, 23, 24, 48, 168, 720];
    const people = hours.map(
      each =>
        estimate({
          sessions: {
            checkWithin: { hours: each },
            checkAfter: { minutes: 10 },
          },
        }).people,
    );
    expect(people).toEqual([...people].sort((a, b) => a - b));
    expect(people[hours.indexOf(23)]).toBe(2250);
  });

  it('uses no more requests than Bitbucket allows', () => {
    expect(estimate({ sessions: { callsPerHour: 5000 } })).toMatchObject({
      callsPerHour: 1000,
      people: 15_750,
    });
  });

  it('rejects an invalid configuration', () => {
    expect(() => estimate({ sessions: { checkWithin: 'soon' } })).toThrow(
      'sessions.checkWithin is not a duration',
    );
  });
});
