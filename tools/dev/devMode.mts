/** Where `yarn dev` signs in users: at Bitbucket Cloud or at the stub. */
export type DevMode = 'bitbucket-cloud' | 'stub';

const idName = 'AUTH_BITBUCKET_CLIENT_ID';
const secretName = 'AUTH_BITBUCKET_CLIENT_SECRET';
const tokenName = 'BITBUCKET_CLOUD_TOKEN';

/**
 * With both credentials, the mode is Bitbucket Cloud. Without credentials, it is the stub.
 *
 * @returns the mode, or a message if only one of them is set
 */
export function chooseDevMode(
  env: Record<string, string | undefined>,
): { mode: DevMode } | { complaint: string } {
  const hasId = Boolean(env[idName]);
  const hasSecret = Boolean(env[secretName]);
  if (hasId && hasSecret) {
    return { mode: 'bitbucket-cloud' };
  }
  if (!hasId && !hasSecret) {
    return { mode: 'stub' };
  }
  const [present, missing] = hasId
    ? [idName, secretName]
    : [secretName, idName];
  return {
    complaint:
      `${present} is set but ${missing} is not: set both to sign in with Bitbucket Cloud, ` +
      `or neither to sign in with the stub.`,
  };
}

/**
 * Returns a message if the environment has a token for Bitbucket Cloud that the mode does not use. The stub never
 * receives the token.
 */
export function findUnusedVariables(
  mode: DevMode,
  env: Record<string, string | undefined>,
): string[] {
  return mode === 'stub' && env[tokenName]
    ? [
        `${tokenName} is not used, because the backend reads the repositories of the stub: set ${idName} ` +
          `and ${secretName} to use Bitbucket Cloud.`,
      ]
    : [];
}

/**
 * Returns the configuration files of a mode; later ones take precedence. Your own
 * `app-config.local.yaml`, if it exists, comes last.
 */
export function configFiles(mode: DevMode, hasLocal: boolean): string[] {
  return [
    'app-config.yaml',
    'app-config.development.yaml',
    ...(mode === 'stub'
      ? ['app-config.stub.yaml', 'app-config.stub.discovery.yaml']
      : []),
    ...(hasLocal ? ['app-config.local.yaml'] : []),
  ];
}
