import { pickPerson } from '../__testUtils__/pickPerson';
import {
  CALLBACK,
  CLIENT_ID,
  CLIENT_SECRET,
} from '../__testUtils__/stubClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import { DIALECTS, type Dialect } from '../grants/dialects';

interface Strategy {
  authenticate(request: object, options?: object): void;
}

type StrategyType = new (options: object, verify: Verify) => Strategy;

type Verify = (
  accessToken: string,
  refreshToken: string,
  profile: object,
  done: (error: unknown, user: object) => void,
) => void;

const {
  Strategy: BitbucketStrategy,
}: { Strategy: StrategyType } = require('passport-bitbucket-oauth2');

// Does what Passport does with a strategy, without its middleware.
function run(strategy: Strategy, query: object, options?: object) {
  return new Promise<{ redirect?: string; user?: object }>(
    (resolve, reject) => {
      const running = Object.assign(Object.create(strategy), {
        redirect: (redirect: string) => resolve({ redirect }),
        success: (user: object) => resolve({ user }),
        fail: (reason: unknown) => reject(reason),
        error: reject,
      });
      running.authenticate({ query, headers: {} }, options);
    },
  );
}

describe.each(Object.keys(DIALECTS) as Dialect[])(
  'the published "passport-bitbucket-oauth2" in the dialect %s',
  dialect => {
    it('signs in and reads the profile', async () => {
      const stub = await createBitbucketCloudStub({ dialect });
      const strategy = new BitbucketStrategy(
        {
          clientID: CLIENT_ID,
          clientSecret: CLIENT_SECRET,
          callbackURL: CALLBACK,
          authorizationURL: `${stub.url}/site/oauth2/authorize`,
          tokenURL: `${stub.url}/site/oauth2/access_token`,
          userProfileURL: `${stub.apiUrl}/user`,
        },
        (accessToken, refreshToken, profile, done) =>
          done(undefined, { accessToken, refreshToken, profile }),
      );
      const { redirect } = await run(strategy, {}, { state: 's' });
      const answer = await pickPerson(redirect!, 'nadia-h');
      const { user } = await run(strategy, Object.fromEntries(answer));
      await stub.close();

      expect(user).toMatchObject({
        accessToken: expect.any(String),
        refreshToken: expect.any(String),
        profile: {
          provider: 'bitbucket',
          id: '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b05}',
          displayName: 'Nadia Haddad',
          username: 'nadia-h',
        },
      });
    });
  },
);
