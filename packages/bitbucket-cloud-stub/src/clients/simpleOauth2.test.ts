import {
  CALLBACK,
  CLIENT_ID,
  CLIENT_SECRET,
  read,
} from '../__testUtils__/stubClient';
import { pickPerson } from '../__testUtils__/pickPerson';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import { DIALECTS, type Dialect } from '../grants/dialects';

interface AccessToken {
  token: Record<string, unknown>;
  refresh(): Promise<AccessToken>;
}

interface Grant {
  authorizeURL(options: object): string;
  getToken(options: object): Promise<AccessToken>;
}

type GrantType = new (config: object) => Grant;

const {
  AuthorizationCode,
  ClientCredentials,
}: Record<string, GrantType> = require('simple-oauth2');

describe.each(Object.keys(DIALECTS) as Dialect[])(
  'the published client "simple-oauth2" in the dialect %s',
  dialect => {
    it('signs in, refreshes, and uses client credentials', async () => {
      const stub = await createBitbucketCloudStub({ dialect });
      const credentials = { id: CLIENT_ID, secret: CLIENT_SECRET };
      const auth = {
        tokenHost: stub.url,
        tokenPath: '/site/oauth2/access_token',
      };
      const client = new AuthorizationCode({
        client: credentials,
        auth: { ...auth, authorizePath: '/site/oauth2/authorize' },
      });
      const url = client.authorizeURL({ redirect_uri: CALLBACK, state: 's' });
      const answer = await pickPerson(url, 'treyes');
      const first = await client.getToken({
        code: answer.get('code'),
        redirect_uri: CALLBACK,
      });
      const second = await first.refresh();
      const user = await read(stub, '/user', String(second.token.access_token));
      const own = await new ClientCredentials({
        client: credentials,
        auth,
      }).getToken({});
      const app = await read(stub, '/user', String(own.token.access_token));
      const [person, itself] = [await user.json(), await app.json()];
      await stub.close();

      expect(answer.get('state')).toBe('s');
      expect(person.display_name).toBe('Tomas Reyes');
      expect(itself.type).toBe(dialect === 'current' ? 'app_user' : 'team');
      expect(first.token.refresh_token === second.token.refresh_token).toBe(
        dialect === 'legacy',
      );
    });
  },
);
