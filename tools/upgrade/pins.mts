import type { RenovateConfig } from '../pins/readPins.mts';
import { isBackstage, type Versions } from './lineVersions.mts';

/** Versions by package name, as under `resolutions` in package.json. */
export type Resolutions = Record<string, string>;

/** Returns the name of the package that an entry of `resolutions` pins: `a/b@npm:^1` pins `b`. */
export function pinnedName(key: string): string {
  const [name] = /(?:@[^/@]+\/)?[^/@]+(?=(?:@[^/]*)?$)/.exec(key) ?? [key];
  return name;
}

export interface PinPlan {
  /** The entries that stay. */
  kept: Resolutions;
  /** Entries of Backstage packages that the registry has in the version of the release. */
  lifted: string[];
  /** Missing packages without an entry, as `name@version`. */
  blocking: string[];
}

/**
 * Decides which entries of `resolutions` a release makes unnecessary.
 *
 * @param missing - the packages of the release that the registry lacks, as `name@version` or `name`
 */
export function planPins(
  resolutions: Resolutions,
  versions: Versions,
  missing: string[],
): PinPlan {
  const nameOf = (spec: string) => spec.replace(/(?<=.)@[^@]*$/, '');
  const lacking = new Set(missing.map(nameOf));
  const pinned = new Set(Object.keys(resolutions).map(pinnedName));
  const isLifted = (key: string) => {
    const name = pinnedName(key);
    return isBackstage(name) && versions.has(name) && !lacking.has(name);
  };
  return {
    kept: Object.fromEntries(
      Object.entries(resolutions).filter(([key]) => !isLifted(key)),
    ),
    lifted: Object.keys(resolutions).filter(isLifted),
    blocking: missing.filter(spec => !pinned.has(nameOf(spec))),
  };
}

/** Returns renovate.json without the rules that hold the given packages. */
export function withoutRules<T extends RenovateConfig>(
  config: T,
  names: string[],
): T {
  const packageRules = config.packageRules?.flatMap(rule => {
    const { allowedVersions, matchPackageNames = [] } = rule;
    const left = matchPackageNames.filter(name => !names.includes(name));
    if (!allowedVersions || left.length === matchPackageNames.length) {
      return [rule];
    }
    return left.length > 0 ? [{ ...rule, matchPackageNames: left }] : [];
  });
  return { ...config, packageRules };
}
