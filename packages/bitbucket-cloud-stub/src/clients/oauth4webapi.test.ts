import * as oauth from 'oauth4webapi';
import { pickPerson } from '../__testUtils__/pickPerson';
import {
  CALLBACK,
  CLIENT_ID,
  CLIENT_SECRET,
} from '../__testUtils__/stubClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';
import { DIALECTS, type Dialect } from '../grants/dialects';

const CLIENT: oauth.Client = { client_id: CLIENT_ID };
const AUTHENTICATION = oauth.ClientSecretBasic(CLIENT_SECRET);
// The stub has no TLS.
const INSECURE = { [oauth.allowInsecureRequests]: true };

describe.each(Object.keys(DIALECTS) as Dialect[])(
  'the published client "oauth4webapi" in the dialect %s',
  dialect => {
    let stub: BitbucketCloudStub;
    let server: oauth.AuthorizationServer;

    beforeEach(async () => {
      stub = await createBitbucketCloudStub({ dialect });
      server = {
        issuer: stub.url,
        authorization_endpoint: `${stub.url}/site/oauth2/authorize`,
        token_endpoint: `${stub.url}/site/oauth2/access_token`,
      };
    });

    afterEach(async () => {
      await stub.close();
    });

    it('signs in with PKCE, which is ignored, reads, and refreshes', async () => {
      const verifier = oauth.generateRandomCodeVerifier();
      const state = oauth.generateRandomState();
      const url = new URL(server.authorization_endpoint!);
      url.search = new URLSearchParams({
        client_id: CLIENT_ID,
        redirect_uri: `${CALLBACK}/handler/frame`,
        response_type: 'code',
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
      }).toString();
      const answer = await pickPerson(url.href, 'aiko-t');
      const tokens = await oauth.processAuthorizationCodeResponse(
        server,
        CLIENT,
        await oauth.authorizationCodeGrantRequest(
          server,
          CLIENT,
          AUTHENTICATION,
          oauth.validateAuthResponse(server, CLIENT, answer, state),
          `${CALLBACK}/handler/frame`,
          verifier,
          INSECURE,
        ),
      );
      const renewed = await oauth.processRefreshTokenResponse(
        server,
        CLIENT,
        await oauth.refreshTokenGrantRequest(
          server,
          CLIENT,
          AUTHENTICATION,
          tokens.refresh_token!,
          INSECURE,
        ),
      );
      const response = await oauth.protectedResourceRequest(
        renewed.access_token,
        'GET',
        new URL(`${stub.apiUrl}/user`),
        undefined,
        undefined,
        INSECURE,
      );

      expect(tokens.token_type).toBe('bearer');
      expect((await response.json()).display_name).toBe('Aiko Tanaka');
    });

    it('uses client credentials', async () => {
      const tokens = await oauth.processClientCredentialsResponse(
        server,
        CLIENT,
        await oauth.clientCredentialsGrantRequest(
          server,
          CLIENT,
          AUTHENTICATION,
          new URLSearchParams(),
          INSECURE,
        ),
      );

      expect(tokens.expires_in).toBe(dialect === 'current' ? 3600 : 7200);
    });

    it('receives the reason for a rejected code', async () => {
      const answer = oauth.validateAuthResponse(
        server,
        CLIENT,
        new URLSearchParams({ code: 'nonsense' }),
        oauth.expectNoState,
      );
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        CLIENT,
        AUTHENTICATION,
        answer,
        CALLBACK,
        oauth.nopkce,
        INSECURE,
      );

      await expect(
        oauth.processAuthorizationCodeResponse(server, CLIENT, response),
      ).rejects.toMatchObject({ error: 'invalid_grant', status: 400 });
    });
  },
);
