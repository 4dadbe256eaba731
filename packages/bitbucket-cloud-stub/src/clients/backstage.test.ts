import { BitbucketProxy } from '@backstage-bitbucket/test-kit';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  CALLBACK,
  CLIENT_ID,
  CLIENT_SECRET,
} from '../__testUtils__/stubClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';

// Runs in its own process, because the published module contains fixed hosts.
const PROGRAM = `
const { bitbucketAuthenticator } = require(
  '@backstage/plugin-auth-backend-module-bitbucket-provider',
);
const [stub, callbackUrl, clientId, clientSecret] = process.argv.slice(1);
const values = { clientId, clientSecret };

async function main() {
  const helper = bitbucketAuthenticator.initialize({
    callbackUrl,
    config: { getString: key => values[key] },
  });
  const { url } = await bitbucketAuthenticator.start(
    { req: { query: {} }, scope: 'account', state: 's' },
    helper,
  );
  const { host, searchParams } = new URL(url);
  const page = await fetch(stub + '/site/oauth2/authorize', {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams([...searchParams, ['account', 'mira_lindqvist']]),
  });
  const answer = new URL(page.headers.get('location')).searchParams;
  const signedIn = await bitbucketAuthenticator.authenticate(
    { req: { query: Object.fromEntries(answer), headers: {} } },
    helper,
  );
  const renewed = await bitbucketAuthenticator.refresh(
    { req: { query: {}, headers: {} }, scope: 'account', refreshToken: signedIn.session.refreshToken },
    helper,
  );
  const nameOf = ({ fullProfile }) => fullProfile.displayName;
  console.log(JSON.stringify({ host, signedIn: nameOf(signedIn), renewed: nameOf(renewed) }));
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
`;

describe('the published Bitbucket provider of Backstage', () => {
  it('signs in and refreshes, unmodified', async () => {
    const stub = await createBitbucketCloudStub();
    const proxy = new BitbucketProxy(stub.listener);
    const env = { PATH: process.env.PATH, ...(await proxy.listen()) };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['-e', PROGRAM, '--', stub.url, CALLBACK, CLIENT_ID, CLIENT_SECRET],
      { cwd: __dirname, env },
    );
    const asked = stub.journal.entries().map(each => each.path);
    await proxy.close();
    await stub.close();

    expect(JSON.parse(stdout)).toEqual({
      host: 'bitbucket.org',
      signedIn: 'Mira Lindqvist',
      renewed: 'Mira Lindqvist',
    });
    expect(asked).toEqual([
      '/site/oauth2/authorize',
      '/site/oauth2/access_token',
      '/2.0/user',
      '/site/oauth2/access_token',
      '/2.0/user',
    ]);
  }, 60_000);
});
