import { delimiter, join } from 'node:path';

/**
 * Returns the environment of a first start: without package caches, and without the Node.js and Yarn
 * that the wrapper put first on the PATH.
 *
 * @param env - the environment of this process
 * @param caches - an empty folder that replaces every cache
 * @param checkout - the repository that this process runs from
 */
export function freshEnvironment(
  env: Record<string, string | undefined>,
  caches: string,
  checkout: string,
): Record<string, string | undefined> {
  const ours = [join(checkout, '.cache'), join(checkout, 'node_modules')];
  const isOurs = (folder: string) =>
    ours.some(prefix => folder.startsWith(prefix)) ||
    folder === env.BERRY_BIN_FOLDER;
  const path = (env.PATH ?? '')
    .split(delimiter)
    .filter(folder => !isOurs(folder))
    .join(delimiter);
  const kept = Object.entries(env).filter(
    ([name]) =>
      !/^(npm_|INIT_CWD$|PROJECT_CWD$|BERRY_BIN_FOLDER$|NODE$|AUTH_BITBUCKET_)/.test(
        name,
      ),
  );
  return {
    ...Object.fromEntries(kept),
    PATH: path,
    YARN_GLOBAL_FOLDER: join(caches, 'yarn'),
    npm_config_cache: join(caches, 'npm'),
  };
}
