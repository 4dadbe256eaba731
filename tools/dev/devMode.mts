/** Where `yarn dev` signs in users: at Bitbucket Cloud or at the stub. */
export type DevMode = 'bitbucket-cloud' | 'stub';

const idName = 'AUTH_BITBUCKET_CLIENT_ID';
const secretName = 'AUTH_BITBUCKET_CLIENT_SECRET';

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
