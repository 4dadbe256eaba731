// Assembles the content of the container image: the built backend and front end, and only the files of
// dependencies that the backend can load. Run it after tools/test/buildProduction.mts.
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

/**
 * Files in addition to the build. Secrets and environment-specific files are added when the image runs.
 */
const configuration = ['app-config.yaml', 'app-config.production.yaml'];
/** The files of the catalog's seed. */
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
    // The path of techdocs.publisher.local in app-config.production.yaml.
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

Assembles the portal for the image in this folder.`;

const { positionals } = readCommandLine(help, {
  options: {},
  allowPositionals: true,
});
if (positionals.length !== 1) {
  refuse(help, 'This command requires one folder.');
}
await main(resolve(positionals[0]));
