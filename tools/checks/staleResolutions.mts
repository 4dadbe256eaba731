/** The parts of yarn.lock that the check reads. */
export type Lockfile = Record<
  string,
  {
    version?: string;
    dependencies?: Record<string, string>;
    peerDependencies?: Record<string, string>;
  }
>;

/**
 * Finds the resolutions that change nothing: no package depends on the package, or all of them request the exact version.
 *
 * @param resolutions - versions by package name, as in package.json
 */
export function findStaleResolutions(
  resolutions: Record<string, string>,
  lockfile: Lockfile,
): string[] {
  const requested = Object.values(lockfile).flatMap(
    ({ dependencies = {}, peerDependencies = {} }) =>
      Object.entries({ ...peerDependencies, ...dependencies }),
  );
  return Object.entries(resolutions)
    .filter(
      ([name, version]) =>
        !requested.some(
          ([dependency, range]) =>
            dependency === name && range.replace(/^npm:/, '') !== version,
        ),
    )
    .map(([name]) => name);
}
