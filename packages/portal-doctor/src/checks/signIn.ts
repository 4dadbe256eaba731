import { bitbucketSignInResolvers } from '@backstage-bitbucket/plugin-auth-backend-module-bitbucket-provider';
import {
  BITBUCKET_CLOUD_API_BASE_URL,
  BITBUCKET_CLOUD_BASE_URL,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { advice, type Finding, problem } from '../findings/Finding';
import { parseUrl } from '../settings/hosts';
import { isObject, type Settings } from '../settings/Settings';
import { checkPublicUrl } from './baseUrls';
import { checkSecret } from './secrets';

const ENVIRONMENT = 'production';
export const PROVIDER_KEY = `auth.providers.bitbucket.${ENVIRONMENT}`;

const OWN_HOSTS = {
  baseUrl: BITBUCKET_CLOUD_BASE_URL,
  apiBaseUrl: BITBUCKET_CLOUD_API_BASE_URL,
};

/** Checks who can sign in, and with which provider. */
export function checkSignIn(settings: Settings): Finding[] {
  return [
    ...checkEnvironments(settings),
    ...checkConsumer(settings),
    ...checkBitbucketHosts(settings, PROVIDER_KEY),
    ...checkResolvers(settings),
    ...checkKeyStore(settings),
  ];
}

function checkEnvironments(settings: Settings): Finding[] {
  const findings: Finding[] = [];
  const environment = settings.text('auth.environment');
  if (environment !== ENVIRONMENT) {
    findings.push(
      problem(
        'auth.environment',
        environment === undefined ? 'is missing' : `is ${environment}`,
        'Add app-config.production.yaml after app-config.yaml: --config app-config.yaml --config app-config.production.yaml.',
      ),
    );
  }
  for (const provider of settings.keys('auth.providers')) {
    const key = `auth.providers.${provider}`;
    if (provider === 'guest') {
      findings.push(
        problem(key, 'allows sign-in without an account', 'Remove it.'),
      );
    } else if (provider === 'bitbucket') {
      findings.push(
        ...settings
          .keys(key)
          .filter(
            name => name !== ENVIRONMENT && settings.has(`${key}.${name}`),
          )
          .map(name =>
            problem(
              `${key}.${name}`,
              'is also configured, and browsers can request it',
              `Set it to null, so that ${ENVIRONMENT} is the only environment.`,
            ),
          ),
      );
    }
  }
  return findings;
}

function checkConsumer(settings: Settings): Finding[] {
  const from =
    'of your Bitbucket OAuth consumer: docs/operate/create-the-oauth-consumer.md.';
  const callback = `${PROVIDER_KEY}.callbackUrl`;
  return [
    ...checkSecret(settings, `${PROVIDER_KEY}.clientId`, {
      remedy: `Set AUTH_BITBUCKET_CLIENT_ID to the key ${from}`,
      minimum: 16,
    }),
    ...checkSecret(settings, `${PROVIDER_KEY}.clientSecret`, {
      remedy: `Set AUTH_BITBUCKET_CLIENT_SECRET to the secret ${from}`,
      minimum: 32,
    }),
    ...(settings.has(callback)
      ? checkPublicUrl(
          settings,
          callback,
          'Remove it to use the callback under backend.baseUrl.',
        )
      : []),
  ];
}

/**
 * Checks that the portal sends secrets only to Bitbucket's own hosts, and reads identities only from
 * them.
 */
export function checkBitbucketHosts(
  settings: Settings,
  parent: string,
): Finding[] {
  return Object.entries(OWN_HOSTS).flatMap(([name, own]) => {
    const key = `${parent}.${name}`;
    const value = settings.text(key)?.replace(/\/+$/, '');
    return value === undefined || value === own
      ? []
      : [
          problem(
            key,
            `is ${
              parseUrl(value)?.origin ?? 'not a URL'
            } and not Bitbucket Cloud, so the operator of that host controls the identity of all users`,
            `Remove it: in production, the portal only uses ${own}.`,
          ),
        ];
  });
}

function checkResolvers(settings: Settings): Finding[] {
  const key = `${PROVIDER_KEY}.signIn.resolvers`;
  const resolvers = settings.list(key);
  if (resolvers.length === 0) {
    return [
      problem(
        key,
        'is missing, so users cannot sign in',
        'List at least one resolver, for example userIdMatchingUserEntityAnnotation: docs/operate/add-users.md.',
      ),
    ];
  }
  const hasWorkspaces =
    settings.list(`${PROVIDER_KEY}.allowedWorkspaces`).length > 0;
  const workspaces = `List your workspaces under ${PROVIDER_KEY}.allowedWorkspaces`;
  return resolvers.flatMap((resolver, index) => {
    const at = `${key}[${index}]`;
    if (!isObject(resolver) || typeof resolver.resolver !== 'string') {
      return [
        problem(`${at}.resolver`, 'is missing', 'Set the name of a resolver.'),
      ];
    }
    const findings: Finding[] = [];
    if (!Object.hasOwn(bitbucketSignInResolvers, resolver.resolver)) {
      findings.push(
        advice(
          `${at}.resolver`,
          `is ${resolver.resolver}, which is not a resolver of the provider`,
          `Add it in a module, or use one of: ${Object.keys(
            bitbucketSignInResolvers,
          ).join(', ')}.`,
        ),
      );
    }
    if (
      String(resolver.dangerouslyAllowSignInWithoutUserInCatalog) === 'true' &&
      !hasWorkspaces
    ) {
      findings.push(
        problem(
          `${at}.dangerouslyAllowSignInWithoutUserInCatalog`,
          'is true without allowedWorkspaces, so every Bitbucket account can sign in',
          `${workspaces}, or remove it.`,
        ),
      );
    }
    if (
      resolver.resolver === 'emailLocalPartMatchingUserEntityName' &&
      resolver.allowedDomains === undefined
    ) {
      findings.push(
        problem(
          `${at}.allowedDomains`,
          'is missing, so email addresses of every domain are accepted',
          'List the domains of your company.',
        ),
      );
    }
    if (resolver.resolver === 'usernameMatchingUserEntityAnnotation') {
      findings.push(
        advice(
          at,
          'matches a name that users can change and other users can take',
          'Use userIdMatchingUserEntityAnnotation.',
        ),
      );
    }
    return findings;
  });
}

function checkKeyStore(settings: Settings): Finding[] {
  const findings: Finding[] = [];
  const provider = settings.text('auth.keyStore.provider') ?? 'database';
  if (provider === 'memory') {
    findings.push(
      problem(
        'auth.keyStore.provider',
        'is memory, so each instance rejects the tokens of other instances and of its previous run',
        'Use database.',
      ),
    );
  }
  const algorithm = settings.text('auth.identityTokenAlgorithm') ?? 'ES256';
  if (
    !/^(ES256|ES384|ES512|PS256|PS384|PS512|RS256|RS384|RS512|EdDSA)$/.test(
      algorithm,
    )
  ) {
    findings.push(
      problem(
        'auth.identityTokenAlgorithm',
        `is ${algorithm}, which does not use a key pair`,
        'Use ES256.',
      ),
    );
  }
  return findings;
}
