import semver from 'semver';
import { parse } from 'yaml';
import type { Lockfile } from '../pins/findPinProblems.mts';
import { isBackstage, type Versions } from './lineVersions.mts';

/** Two versions of one package that are not compatible. */
export interface Double {
  name: string;
  versions: { version: string; requestedBy: string[] }[];
}

export const readLockfile = (text: string): Lockfile => parse(text);

/**
 * Makes the ranges of all packages resolve to the version of the release. Without it, Yarn resolves a range such as `^1.2.0`
 * to the newest version, which can belong to a later release.
 *
 * @param text - a yarn.lock in which each package of the release has one entry, because of an exact version in `resolutions`
 * @returns the same yarn.lock, whose entries are also those of the ranges, so that the entries in `resolutions` can go
 */
export function keepVersions(text: string, versions: Versions): string {
  const requested = requestsOf(readLockfile(text));
  return text.replace(/^"?(@backstage\/[^@"\n]+)@[^\n]*:$/gm, (line, name) => {
    const version = versions.get(name);
    if (!version || !line.includes(`${name}@npm:${version}"`)) {
      return line;
    }
    const ranges = [...(requested.get(name)?.keys() ?? [])]
      .filter(range => semver.satisfies(version, range))
      .sort();
    const keys = (ranges.length > 0 ? ranges : [version]).map(
      range => `${name}@npm:${range}`,
    );
    return `"${keys.join(', ')}":`;
  });
}

/** Finds Backstage packages with versions that no `^` range accepts together. */
export function findDoubles(text: string): Double[] {
  const lockfile = readLockfile(text);
  const requested = requestsOf(lockfile);
  const found = new Map<string, Map<string, string[]>>();
  for (const [key, { version }] of Object.entries(lockfile)) {
    const [name] = splitDescriptor(key.split(', ')[0]);
    if (isBackstage(name) && version) {
      const requestedBy = key
        .split(', ')
        .flatMap(
          each => requested.get(name)?.get(splitDescriptor(each)[1]) ?? [],
        );
      const versions = found.get(name) ?? new Map();
      found.set(name, versions.set(version, requestedBy));
    }
  }
  return [...found]
    .filter(([, versions]) => {
      const [highest] = semver.rsort([...versions.keys()]);
      return [...versions.keys()].some(
        version => !semver.satisfies(highest, `^${version}`),
      );
    })
    .map(([name, versions]) => ({
      name,
      versions: [...versions].map(([version, requestedBy]) => ({
        version,
        requestedBy,
      })),
    }));
}

export function describeDouble({ name, versions }: Double): string {
  const each = versions.map(({ version, requestedBy }) =>
    requestedBy.length > 0
      ? `${version} (required by ${requestedBy.slice(0, 3).join(', ')})`
      : version,
  );
  return `${name} would be installed in two versions that are not compatible: ${each.join(
    ' and ',
  )}.`;
}

/** Returns for each package the requested ranges, and the packages that request them. */
function requestsOf(lockfile: Lockfile): Map<string, Map<string, string[]>> {
  const requested = new Map<string, Map<string, string[]>>();
  for (const [key, { dependencies = {} }] of Object.entries(lockfile)) {
    const [parent] = splitDescriptor(key);
    for (const [name, range] of Object.entries(dependencies)) {
      const ranges = requested.get(name) ?? new Map<string, string[]>();
      const short = range.replace(/^npm:/, '');
      ranges.set(short, [...(ranges.get(short) ?? []), parent]);
      requested.set(name, ranges);
    }
  }
  return requested;
}

/** Splits `@scope/name@npm:^1.0.0` into the name and the range. */
function splitDescriptor(descriptor: string): [string, string] {
  const at = descriptor.indexOf('@', 1);
  return [
    descriptor.slice(0, at),
    descriptor.slice(at + 1).replace(/^npm:/, ''),
  ];
}
