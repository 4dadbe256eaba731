import { type LoggerService } from '@backstage/backend-plugin-api';
import { type Config } from '@backstage/config';

/**
 * Warns once for each resolver with which another account can sign in as a user of the catalog, or every
 * account as a new user.
 *
 * @param key - the full key of `config`, which contains the auth environments
 */
export function warnOfRisks(
  config: Config,
  key: string,
  logger: LoggerService,
) {
  const warnings = config
    .keys()
    .flatMap(environment =>
      config.getConfigArray(`${environment}.signIn.resolvers`),
    )
    .flatMap(risksOf);
  for (const warning of new Set(warnings)) {
    logger.warn(`${key}: ${warning}`);
  }
}

function risksOf(resolver: Config): string[] {
  const name = resolver.getString('resolver');
  const risks: string[] = [];
  if (name === 'usernameMatchingUserEntityAnnotation') {
    risks.push(
      `${name} compares a username, which people can change at Bitbucket and another person can then register. Add the annotation bitbucket.org/user-id to the users of the catalog, and use userIdMatchingUserEntityAnnotation.`,
    );
  }
  if (
    name === 'emailLocalPartMatchingUserEntityName' &&
    !resolver.has('allowedDomains')
  ) {
    risks.push(
      `${name} without allowedDomains accepts addresses of every domain, so every account with the same local part can sign in as that user. Add allowedDomains with the domains of your company.`,
    );
  }
  if (
    resolver.getOptionalBoolean('dangerouslyAllowSignInWithoutUserInCatalog')
  ) {
    risks.push(
      `${name} with dangerouslyAllowSignInWithoutUserInCatalog accepts every Bitbucket account that the policy allows.`,
    );
  }
  return risks;
}
