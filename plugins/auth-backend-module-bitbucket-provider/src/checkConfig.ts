import { readRequestTimeout } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  checkFrameworkConfig,
  readBaseUrls,
  readCredential,
} from './providerConfig';
import { bitbucketSignInResolvers } from './resolvers';
import { readSignInPolicy } from './signInPolicy';
import { readSignInResolvers, SignInResolverFactories } from './signInResolver';
import { warnOfRisks } from './warnOfRisks';

const PROVIDER_KEY = 'auth.providers.bitbucket';

/**
 * Checks the whole configuration of the provider, so that a mistake stops the start.
 *
 * The auth backend would only warn in development, and leave the rest for the first sign-in.
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
    throw new InputError(
      `The configuration of the Bitbucket sign-in is not right:\n${problems
        .map(problem => `  - ${problem}`)
        .join('\n')}`,
    );
  }
  warnOfRisks(rootConfig.getConfig(PROVIDER_KEY), PROVIDER_KEY, logger);
}

/**
 * Everything that is wrong with the configuration of the provider, for a check before the start.
 * A resolver by a name that this package does not have is taken as it is: a module may add it.
 *
 * @returns a sentence or two for each: the key, what it found and what it wants
 *
 * @public
 */
export function findBitbucketProviderConfigProblems(
  rootConfig: Config,
): string[] {
  return findProblems(rootConfig, bitbucketSignInResolvers, {
    mayHaveMore: true,
  });
}

function findProblems(
  rootConfig: Config,
  factories: SignInResolverFactories,
  options: { mayHaveMore?: boolean } = {},
): string[] {
  const config = rootConfig.getOptionalConfig(PROVIDER_KEY);
  const environments = config?.keys() ?? [];
  if (!config || environments.length === 0) {
    return [
      `${PROVIDER_KEY} is missing, so nobody could sign in. Add an entry for the auth environment, for example ${PROVIDER_KEY}.development with clientId, clientSecret and signIn.resolvers.`,
    ];
  }

  const problems = environments.flatMap(environment => {
    const key = `${PROVIDER_KEY}.${environment}`;
    const envConfig = config.getConfig(environment);
    return [
      () => readCredential(envConfig, key, 'clientId'),
      () => readCredential(envConfig, key, 'clientSecret'),
      () => readBaseUrls(envConfig, key),
      () => readRequestTimeout(envConfig, key),
      () => checkFrameworkConfig(envConfig, key),
      () => readSignInPolicy(envConfig, key),
      () => readSignInResolvers(envConfig, key, factories, options),
    ].flatMap(problemOf);
  });

  const used =
    rootConfig.getOptionalString('auth.environment') ?? 'development';
  if (!environments.includes(used)) {
    problems.push(
      `auth.environment is '${used}', but ${PROVIDER_KEY} has only ${environments.join(
        ', ',
      )}. Make them agree.`,
    );
  }

  return problems;
}

function problemOf(check: () => unknown): string[] {
  try {
    check();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
