import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import { isBackstage, type Versions } from './lineVersions.mts';
import type { Resolutions } from './pins.mts';

const sections = [
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
];

/** Returns the Backstage packages that the packages of a repository depend on, with the lowest versions that all of them accept. */
export function findBackstagePackages(root: string): Versions {
  const ranges = listManifests(root).flatMap(file => {
    const manifest = readJson(join(root, file));
    return sections.flatMap(section =>
      Object.entries<string>(manifest[section] ?? {}),
    );
  });
  const least: Versions = new Map();
  for (const [name, range] of ranges.sort()) {
    const version = semver.validRange(range)
      ? semver.minVersion(range)!.version
      : '0.0.0';
    if (isBackstage(name) && semver.gte(version, least.get(name) ?? '0.0.0')) {
      least.set(name, version);
    }
  }
  return least;
}

export function readResolutions(root: string): Resolutions {
  return readJson(join(root, 'package.json')).resolutions ?? {};
}

export function writeResolutions(root: string, resolutions: Resolutions): void {
  const file = join(root, 'package.json');
  const manifest = readJson(file);
  if (Object.keys(resolutions).length > 0 || manifest.resolutions) {
    manifest.resolutions = resolutions;
  }
  writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
}

function listManifests(root: string): string[] {
  const { workspaces = [] } = readJson(join(root, 'package.json'));
  return [
    'package.json',
    ...globSync(
      workspaces.map((each: string) => `${each}/package.json`),
      { cwd: root },
    ),
  ];
}

export function readJson(file: string) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
