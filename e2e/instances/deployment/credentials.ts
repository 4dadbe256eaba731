import type {
  AccessToken,
  OAuthClient,
} from '@backstage-bitbucket/bitbucket-cloud-stub';

/** The values at the start of the deployment. `Rotation` renews them. */
export const credentials = {
  consumerId: 'kT3mZ8qLw5Rb2NcXyV',
  consumerSecret: 's-Gp6Wd0aJx4Hf9Lu2Mk7Qe1Rt5Yb3Nv8',
  pagesToken: 'token-of-the-pages-in-the-tests-of-instances',
  repositories: {
    email: 'mira.lindqvist@harbourbikes.example',
    token: 'token-of-the-repositories-in-the-tests-of-instances',
  },
  cachePassword: 'pw-of-the-cache-7719',
  webhookSecret: 'w-Kd83nZq0Vx6Tb1Lm4Rj9Cs2Yf7Hg5Pe',
  role: { name: 'quayside', password: 'pw-of-the-role-4471' },
};

/** The portal's OAuth consumer. Another one with the same key replaces it. */
export function createConsumer(portalUrl: string, secret: string): OAuthClient {
  return {
    id: credentials.consumerId,
    secret,
    name: 'Quayside',
    callbackUrl: `${portalUrl}/api/auth/bitbucket`,
    scopes: ['account', 'email', 'team'],
  };
}

/** The API token with which the portal reads files of repositories. */
export function createRepositoriesToken(token: string): AccessToken {
  const { email } = credentials.repositories;
  return { token, email, scopes: ['repository'] };
}

/** The token with which the portal reads what the pages of entities show. */
export function createPagesToken(token: string): AccessToken {
  return {
    token,
    scopes: ['pullrequest', 'pipeline'],
    workspace: 'harbour-bikes',
  };
}
