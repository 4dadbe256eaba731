import { join } from 'node:path';
import semver from 'semver';
import {
  completeRelease,
  findMissing,
  type Registry,
  type Release,
  type Versions,
} from './lineVersions.mts';
import { planPins, type PinPlan } from './pins.mts';
import {
  findBackstagePackages,
  readJson,
  readResolutions,
} from './manifests.mts';
import type { WorkTree } from './workTree.mts';

/** A reason why the command changes nothing. */
export class Refusal extends Error {}

/** How many changed files a message lists. */
const mostFiles = 5;

/** @throws Refusal if a file differs from the last commit, because the command could not restore it */
export function requireCleanTree(tree: WorkTree): void {
  const changed = tree.changedFiles().map(({ file }) => file);
  if (changed.length > 0) {
    const more = changed.length - mostFiles;
    throw new Refusal(
      `The work tree has changes: ${changed.slice(0, mostFiles).join(', ')}${
        more > 0 ? ` and ${more} more` : ''
      }. Commit or stash them first, so that the command can restore the files if a check fails.`,
    );
  }
}

/**
 * Finds the versions of a release, and the pins that it makes unnecessary.
 *
 * @returns undefined if the repository uses the release already
 * @throws Refusal if the registry lacks packages of the release, or if the release is older
 */
export async function prepare(
  release: Release,
  registry: Registry,
  root: string,
): Promise<{ versions: Versions; pins: PinPlan } | undefined> {
  const current: string = readJson(join(root, 'backstage.json')).version;
  if (semver.eq(release.version, current)) {
    return undefined;
  }
  if (semver.lt(release.version, current)) {
    throw new Refusal(
      `The repository uses Backstage ${current}, which is newer than ${release.version}. To go back, revert the commit of the upgrade.`,
    );
  }
  const used = findBackstagePackages(root);
  const versions = await completeRelease(release, used, registry);
  const missing = await findMissing(versions, [...used.keys()], registry);
  const pins = planPins(readResolutions(root), versions, missing);
  if (pins.blocking.length > 0) {
    throw new Refusal(
      `The registry lacks packages of Backstage ${
        release.version
      }: ${pins.blocking.join(
        ', ',
      )}. Nothing was changed. Wait until it has them, or pin an older version under "resolutions" in package.json: docs/contribute/pins.md.`,
    );
  }
  missing.forEach(spec => versions.delete(spec.replace(/(?<=.)@[^@]*$/, '')));
  return { versions, pins };
}

/** Reads the manifest of a release: https://versions.backstage.io/v1/releases/1.55.0/manifest.json */
export function readManifest(file: string): Release {
  const { releaseVersion, packages } = readJson(file);
  if (!semver.valid(releaseVersion) || !Array.isArray(packages)) {
    throw new Refusal(
      `${file} is not the manifest of a release: it needs "releaseVersion" and "packages".`,
    );
  }
  return {
    version: releaseVersion,
    versions: new Map(
      packages.map(({ name, version }: { name: string; version: string }) => [
        name,
        version,
      ]),
    ),
  };
}
