import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadedPackage } from './findLoadedFiles.mts';

/**
 * Writes the contents of an image:
 * `sbom.cdx.json`, a bill of materials in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/), and `licences.txt`,
 * the licence texts of the packages.
 */
export function describePackages(
  packages: LoadedPackage[],
  target: string,
): void {
  const unique = new Map(
    packages.map(each => [`${each.folder} ${each.version}`, each]),
  );
  const sorted = [...unique.values()].sort(
    (a, b) =>
      a.name.localeCompare(b.name) || a.version.localeCompare(b.version),
  );
  const bom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    components: [describeNode(), ...sorted.map(toComponent)],
  };
  writeFileSync(join(target, 'sbom.cdx.json'), JSON.stringify(bom, null, 2));
  const texts = sorted.map(describeLicence);
  writeFileSync(join(target, 'licences.txt'), texts.join('\n'));
}

function describeNode() {
  const { version } = process;
  const purl = `pkg:generic/node@${version.slice(1)}`;
  return {
    type: 'application',
    'bom-ref': purl,
    name: 'node',
    version: version.slice(1),
    purl,
  };
}

function toComponent({ name, version, license, folder }: LoadedPackage) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return {
    type: 'library',
    'bom-ref': `${purl}#${folder}`,
    name,
    version,
    purl,
    ...(license && { licenses: [toLicence(license)] }),
  };
}

/** Returns an SPDX expression, or another name. */
function toLicence(license: string) {
  return /^[\w.+()-]+(?: (?:AND|OR|WITH) [\w.+()-]+)*$/.test(license)
    ? { expression: license }
    : { license: { name: license } };
}

function describeLicence(each: LoadedPackage): string {
  const { name, version, license, base, folder } = each;
  const path = join(base, folder);
  const texts = readdirSync(path)
    .filter(file => /^(?:licen[cs]e|notice|copying)(?:$|[.-])/i.test(file))
    .sort()
    .map(file => readFileSync(join(path, file), 'utf8').trim());
  return [
    `${name} ${version}: ${license || 'no licence named'}`,
    '='.repeat(60),
    ...texts,
    '',
  ].join('\n');
}
