import type { Pin } from './readPins.mts';

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
 * Compares the pins of renovate.json with `resolutions` of package.json and with yarn.lock.
 *
 * @param resolutions - versions by package name, as in package.json
 * @returns sentences, empty if the two files agree and each resolution changes something
 */
export function findPinProblems(
  pins: Pin[],
  resolutions: Record<string, string>,
  lockfile: Lockfile,
): string[] {
  const held = new Map(
    pins.flatMap(({ packages, versions }) =>
      packages.map(name => [name, versions] as const),
    ),
  );
  return [
    ...findStaleResolutions(resolutions, lockfile).map(
      name =>
        `resolutions.${name} has no effect. Remove it from package.json, and its rule from renovate.json.`,
    ),
    ...Object.entries(resolutions)
      .filter(([name, version]) => held.get(name) !== version)
      .map(
        ([name, version]) =>
          `resolutions.${name} is ${version} in package.json and ${
            held.get(name) ?? 'missing'
          } in renovate.json. Write the same version in both, with the reason in renovate.json.`,
      ),
    ...[...held.keys()]
      .filter(name => !isInstalled(name, lockfile))
      .map(
        name =>
          `renovate.json holds ${name}, which is not installed. Remove the rule.`,
      ),
  ];
}

/**
 * Finds the pins whose review is due.
 *
 * @param today - as 2027-03-01
 */
export function findEndedPins(pins: Pin[], today: string): string[] {
  return pins
    .filter(({ until }) => until < today)
    .map(
      ({ packages, until }) =>
        `The pin of ${packages.join(
          ', ',
        )} ended on ${until}. Remove it, or set a later date in renovate.json if its reason still applies.`,
    );
}

/** Finds the resolutions that change nothing: no package depends on the package, or all of them request the exact version. */
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

function isInstalled(name: string, lockfile: Lockfile): boolean {
  return Object.keys(lockfile).some(key => key.startsWith(`${name}@`));
}
