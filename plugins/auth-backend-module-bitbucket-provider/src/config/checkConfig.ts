import {
  ConfigProblemError,
  ConfigProblemsError,
  findConfigProblems,
  readRequestTimeout,
  type ConfigProblem,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type LoggerService } from '@backstage/backend-plugin-api';
import { type Config } from '@backstage/config';
import { frameworkChecks, readBaseUrl, readCredential } from './providerConfig';
import { bitbucketSignInResolvers } from '../resolvers/resolvers';
import { readSessionConfig } from './sessionConfig';
import {
  describePolicy,
  readAllowedWorkspaces,
  readSignInPolicy,
  readTwoFactor,
} from '../policy/signInPolicy';
import {
  findSignInResolverProblems,
  type SignInResolverFactories,
} from '../resolvers/readSignInResolvers';
import { warnOfRisks } from './warnOfRisks';

const PROVIDER_KEY = 'auth.providers.bitbucket';

/** The keys of an auth environment: see `config.d.ts`. */
export const KEYS = [
  'clientId',
  'clientSecret',
  'signIn',
  'allowedWorkspaces',
  'requireTwoFactorAuthentication',
  'additionalScopes',
  'sessionDuration',
  'sessions',
  'requestTimeout',
  'callbackUrl',
  'baseUrl',
  'apiBaseUrl',
];

/**
 * Checks the complete configuration of the provider, so that a problem stops the start.
 *
 * The auth backend would only warn in development, and find other problems at the first sign-in.
 *
 * @throws InputError that names each wrong key and its remedy
 */
export function checkConfig(
  rootConfig: Config,
  factories: SignInResolverFactories,
  logger: LoggerService,
) {
  const problems = findProblems(rootConfig, factories);
  if (problems.length > 0) {
    throw new ConfigProblemsError(
      'The configuration of the Bitbucket sign-in is invalid',
      problems,
    );
  }
  const config = rootConfig.getConfig(PROVIDER_KEY);
  for (const environment of config.keys()) {
    const key = `${PROVIDER_KEY}.${environment}`;
    const policy = readSignInPolicy(config.getConfig(environment), key);
    logger.info(`${key} allows sign-in for ${describePolicy(policy)}`);
  }
  warnOfRisks(config, PROVIDER_KEY, logger);
}

/**
 * Returns all problems of the provider's configuration, for a check before the start. It accepts unknown
 * resolver names, because a module can add them.
 *
 * @public
 */
export function findBitbucketProviderConfigProblems(
  rootConfig: Config,
): ConfigProblem[] {
  return findProblems(rootConfig, bitbucketSignInResolvers, {
    mayHaveMore: true,
  });
}

function findProblems(
  rootConfig: Config,
  factories: SignInResolverFactories,
  { mayHaveMore = false } = {},
): ConfigProblem[] {
  const config = rootConfig.getOptionalConfig(PROVIDER_KEY);
  const environments = config?.keys() ?? [];
  if (!config || environments.length === 0) {
    return [
      {
        key: PROVIDER_KEY,
        found: 'is missing, so users cannot sign in',
        remedy: `Add an entry for the auth environment, for example ${PROVIDER_KEY}.development with clientId, clientSecret and signIn.resolvers.`,
      },
    ];
  }

  const problems = environments.flatMap(environment => {
    const key = `${PROVIDER_KEY}.${environment}`;
    const value: unknown = config.getOptional(environment);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return [
        {
          key,
          found: 'is not an auth environment',
          remedy: `Keys of an environment belong under its name, for example ${PROVIDER_KEY}.development.clientId.`,
        },
      ];
    }
    const envConfig = config.getConfig(environment);
    const checks = [
      ...envConfig.keys().map(name => () => checkName(name, key)),
      () => readCredential(envConfig, key, 'clientId'),
      () => readCredential(envConfig, key, 'clientSecret'),
      () => readBaseUrl(envConfig, key, 'baseUrl'),
      () => readBaseUrl(envConfig, key, 'apiBaseUrl'),
      () => readRequestTimeout(envConfig, key),
      ...frameworkChecks.map(check => () => check(envConfig, key)),
      () => readSessionConfig(envConfig, key),
      () => readAllowedWorkspaces(envConfig, key),
      () => readTwoFactor(envConfig, key),
    ];
    return [
      ...checks.flatMap(check => findConfigProblems(check, key)),
      ...findSignInResolverProblems(envConfig, key, factories, mayHaveMore),
    ];
  });

  const used =
    rootConfig.getOptionalString('auth.environment') ?? 'development';
  if (!environments.includes(used)) {
    problems.push({
      key: 'auth.environment',
      found: `is '${used}', but ${PROVIDER_KEY} has only ${environments.join(
        ', ',
      )}`,
      remedy: 'Use the same environment in both.',
    });
  }

  return problems;
}

/** A misspelt policy would allow sign-in for every account. */
function checkName(name: string, key: string) {
  if (!KEYS.includes(name)) {
    throw new ConfigProblemError({
      key: `${key}.${name}`,
      found: 'is not a key of this provider',
      remedy: `Use one of: ${KEYS.join(', ')}.`,
    });
  }
}
