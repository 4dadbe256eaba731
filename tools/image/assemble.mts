// Lays out what the container image holds of the portal: the built backend and front end, and of
// the dependencies only the files that the backend can load. Called after tools/test/buildProduction.mts.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readCommandLine, refuse } from '../lib/commandLine.mts';
import { root } from '../lib/workspace.mts';
import { findDocumented } from '../docs/documented.mts';
import { renderSite } from '../docs/renderSite.mts';
import { copyFiles } from './copyFiles.mts';
import { describePackages } from './describePackages.mts';
import { findBundledPackages } from './findBundledPackages.mts';
import { findLoadedFiles } from './findLoadedFiles.mts';
import { installForProduction } from './installForProduction.mts';
import { trimConfigSchemas } from './trimConfigSchemas.mts';

/** Besides what is built. Secrets and what belongs to one environment come when the image is run. */
const configuration = ['app-config.yaml', 'app-config.production.yaml'];
/** What the seed of the catalog consists of. */
const seed = ['catalog-info', 'catalog-info.yaml'];

async function main(target: string): Promise<void> {
  const installed = mkdtempSync(join(tmpdir(), 'portal-'));
  try {
    await installForProduction(installed);
    const { files, packages } = await findLoadedFiles(installed);
    const bytes = copyFiles(files, installed, target);
    for (const name of [...configuration, ...seed]) {
      cpSync(join(root, name), join(target, name), { recursive: true });
    }
    // Where techdocs.publisher.local of app-config.production.yaml has it.
    for (const entity of findDocumented()) {
      renderSite(entity, join(target, 'site', entity.path));
    }
    trimConfigSchemas(
      target,
      packages.map(({ folder }) => folder),
    );
    describePackages([...packages, ...findBundledPackages()], target);
    const megabytes = Math.round(bytes / 1_000_000);
    console.log(
      `${files.length} files of ${packages.length} packages, ${megabytes} MB, are in ${target}.`,
    );
  } finally {
    rmSync(installed, { recursive: true, force: true });
  }
}

const help = `Usage: node tools/image/assemble.mts FOLDER

Lays out what the image holds of the portal in this folder.
`;

const { positionals } = readCommandLine(help, {
  options: {},
  allowPositionals: true,
});
if (positionals.length !== 1) {
  refuse(help, 'It takes one folder.');
}
await main(resolve(positionals[0]));
