import semver from 'semver';

/** What the command reads from a registry. */
export interface Registry {
  /** Returns all versions of each package; none for a package that the registry does not have. */
  versions(names: string[]): Promise<Map<string, string[]>>;
  /** Returns the dependencies of each `name@version` that the registry has. */
  dependencies(specs: string[]): Promise<Map<string, Record<string, string>>>;
}

/** The versions of the Backstage packages of one release, by name. */
export type Versions = Map<string, string>;

/** A release of Backstage, and the versions of its packages as far as they are known. */
export interface Release {
  version: string;
  versions: Versions;
}

/** How many versions of a package are compared with a release, from the newest one down. */
const candidates = 12;

/** Whether a package belongs to a release of Backstage. */
export const isBackstage = (name: string) => name.startsWith('@backstage/');

/**
 * Finds the versions of packages and of all Backstage packages that they require.
 *
 * Published packages require `^` and the version of the same release. So the highest version that other packages of the
 * release require is that of the release. A package that no other one requires has the newest version that does not require a
 * package of a later release.
 *
 * @param release - a release with the versions of some packages, for example those of the app template
 * @param least - the packages that the repository uses, with the lowest versions that it accepts
 */
export async function completeRelease(
  release: Release,
  least: Versions,
  registry: Registry,
): Promise<Versions> {
  const names = [...least.keys()];
  const versions: Versions = new Map();
  const add = (found: Versions) => follow(found, versions, release, registry);
  await add(new Map([...release.versions].filter(([name]) => least.has(name))));
  const others = names.filter(name => !versions.has(name));
  const known = new Map([...release.versions, ...versions]);
  await add(await findNewest(others, known, registry));
  // A repository can already require a newer version of a package.
  await add(
    new Map(
      [...least].filter(
        ([name, version]) =>
          versions.has(name) && semver.gt(version, versions.get(name)!),
      ),
    ),
  );
  return versions;
}

/** Adds packages, and all Backstage packages that they require. */
async function follow(
  found: Versions,
  versions: Versions,
  release: Release,
  registry: Registry,
): Promise<void> {
  let next = found;
  while (next.size > 0) {
    next.forEach((version, name) => versions.set(name, version));
    const dependencies = await registry.dependencies(
      [...next].map(([name, version]) => `${name}@${version}`),
    );
    next = new Map();
    for (const [name, range] of [...dependencies.values()].flatMap(
      Object.entries,
    )) {
      const known = next.get(name) ?? versions.get(name);
      const required = higher(
        semver.minVersion(range)?.version,
        release.versions.get(name),
      );
      if (isBackstage(name) && required && higher(required, known) !== known) {
        next.set(name, required);
      }
    }
  }
}

function higher<T extends string | undefined>(one: T, other: T): T {
  return !one || (other && semver.gt(other, one)) ? other : one;
}

async function findNewest(
  names: string[],
  versions: Versions,
  registry: Registry,
): Promise<Versions> {
  const all = await registry.versions(names);
  const newest = new Map(
    [...all].map(([name, each]) => [
      name,
      semver
        .rsort(each.filter(version => !semver.prerelease(version)))
        .slice(0, candidates),
    ]),
  );
  const dependencies = await registry.dependencies(
    [...newest].flatMap(([name, each]) => each.map(one => `${name}@${one}`)),
  );
  const fits = (spec: string) =>
    Object.entries(dependencies.get(spec) ?? {}).every(
      ([name, range]) =>
        !versions.has(name) || semver.satisfies(versions.get(name)!, range),
    );
  return new Map(
    [...newest].flatMap(([name, each]) => {
      const version = each.find(one => fits(`${name}@${one}`));
      return version ? [[name, version] as const] : [];
    }),
  );
}

/** Returns the packages that the registry does not have, as `name@version`, or as `name` if no version fits. */
export async function findMissing(
  versions: Versions,
  names: string[],
  registry: Registry,
): Promise<string[]> {
  const all = await registry.versions([
    ...new Set([...versions.keys(), ...names]),
  ]);
  return [
    ...[...versions]
      .filter(([name, version]) => !all.get(name)?.includes(version))
      .map(([name, version]) => `${name}@${version}`),
    ...names.filter(name => !versions.has(name)),
  ].sort();
}
