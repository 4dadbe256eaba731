import yaml from 'yaml';
import { readFileSync } from 'node:fs';
import { findFiles, type CatalogLocation } from '../lib/catalogFiles.mts';

/**
 * Returns the targets under `catalog.locations` of the shared file that production does not read,
 * because a list in a later file replaces the list in an earlier file.
 */
export function findLocationsNotInProduction(
  sharedFile: string,
  productionFile: string,
): string[] {
  const production = readLocations(productionFile);
  if (!production) {
    return [];
  }
  const read = new Set(production.flatMap(identify));
  return (readLocations(sharedFile) ?? [])
    .filter(location => !identify(location).some(each => read.has(each)))
    .map(({ target }) => target);
}

function readLocations(file: string): CatalogLocation[] | undefined {
  return yaml.parse(readFileSync(file, 'utf8'))?.catalog?.locations;
}

/** The same file has another relative path in production. */
function identify({ type, target }: CatalogLocation): string[] {
  const files = type === 'file' ? findFiles(target) : [];
  return files.length > 0 ? files : [target];
}
