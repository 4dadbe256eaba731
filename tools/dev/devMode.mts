/** Where `yarn dev` signs people in: at Bitbucket Cloud itself or at the stub. */
export type DevMode = 'bitbucket-cloud' | 'stub';

const idName = 'AUTH_BITBUCKET_CLIENT_ID';
const secretName = 'AUTH_BITBUCKET_CLIENT_SECRET';

/**
 * Both credentials mean Bitbucket Cloud, none means the stub.
 *
 * @returns the mode, or a sentence for the person who set only one of the two
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
 * The configuration files of a mode, later ones win. Your own
 * `app-config.local.yaml`, where there is one, has the last word.
 */
export function configFiles(mode: DevMode, hasLocal: boolean): string[] {
  return [
    'app-config.yaml',
    'app-config.development.yaml',
    ...(mode === 'stub' ? ['app-config.stub.yaml'] : []),
    ...(hasLocal ? ['app-config.local.yaml'] : []),
  ];
}
