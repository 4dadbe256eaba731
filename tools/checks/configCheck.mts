// Checks the configuration of every environment against the schemas of all packages.
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { readCatalogFile, readCatalogSettings } from '../lib/catalogFiles.mts';
import {
  findDanglingReferences,
  findUnknownAdministrators,
  findWrongAdministrators,
} from './catalogReferences.mts';
import { findLocationsNotInProduction } from './catalogLocations.mts';
import { readCommandLine, refuse } from '../lib/commandLine.mts';
import { run } from '../lib/processes.mts';
import { sampleEnvironment } from './sampleEnvironment.mts';
import { root } from '../lib/workspace.mts';

const help = `Usage: yarn config:check [--config FILE]...

Checks the configuration of every environment against the schemas of all packages, and the files of the catalog
for owners, members and administrators that do not exist. Unset variables get a sample value.

  --config FILE  checks these files instead, merged as in the backend; can be repeated`;

const environments = [
  {
    name: 'development with the stub',
    files: [
      'app-config.yaml',
      'app-config.development.yaml',
      'app-config.stub.yaml',
      'app-config.stub.discovery.yaml',
    ],
    isSampled: false,
  },
  {
    name: 'production',
    files: ['app-config.yaml', 'app-config.production.yaml'],
    isSampled: true,
  },
  {
    name: 'production with the users, repositories and pages of a workspace',
    files: [
      'app-config.yaml',
      'app-config.production.yaml',
      'app-config.workspace.yaml',
      'app-config.repositories.yaml',
      'app-config.pages.yaml',
    ],
    isSampled: true,
  },
];

/** A company can use more variables, whose values the check does not know. */
const notNeededInDevelopment = [
  'AUTH_BITBUCKET_CLIENT_ID',
  'AUTH_BITBUCKET_CLIENT_SECRET',
  'BITBUCKET_CLOUD_USERNAME',
  'BITBUCKET_CLOUD_TOKEN',
  'BITBUCKET_WORKSPACE',
];

const backstageCli = join(root, 'node_modules/.bin/backstage-cli');

/** Without the other files, which are examples that some portals do not use. */
const productionFiles = ['app-config.yaml', 'app-config.production.yaml'].map(
  file => join(root, file),
);

/** Reports references in the catalog files to missing entities. Another source may provide them. */
function checkCatalog(configFiles: string[]): void {
  const { files, hasProviders, administrators } =
    readCatalogSettings(configFiles);
  const found = files.flatMap(readCatalogFile);
  const dangling = findDanglingReferences(found);
  for (const { file, from, field, candidates } of dangling) {
    console.error(
      `${relative(root, file)}: ${field} of ${from} is ${candidates.join(
        ' or ',
      )}, which is not in any file of the catalog.`,
    );
  }
  for (const ref of findWrongAdministrators(administrators)) {
    console.error(
      `permission.administrators has ${ref}, which is neither a group nor a user, so the portal does not start. Use a full reference, for example group:default/platform.`,
    );
    process.exitCode = 1;
  }
  const unknown = findUnknownAdministrators(administrators, found);
  for (const ref of unknown) {
    console.error(
      `permission.administrators has ${ref}, which is not in any file of the catalog. This is correct if the workspace provides it (app-config.workspace.yaml).`,
    );
  }
  if (dangling.length > 0 && !hasProviders) {
    console.error(
      'Correct the names, or add the entities. An owner that does not exist has no permissions.',
    );
    process.exitCode = 1;
  }
}

/** Reports locations that only development uses. This can be intended. */
function checkLocations(): void {
  const [shared, production] = productionFiles;
  for (const target of findLocationsNotInProduction(shared, production)) {
    console.error(
      `catalog.locations of app-config.yaml contains ${target}, but catalog.locations of app-config.production.yaml does not. In production, the second list replaces the first one. If production should read the target, add it there too.`,
    );
  }
}

/** Returns the environments of the command line, or all environments. */
function chooseEnvironments() {
  const { values } = readCommandLine(help, {
    options: { config: { type: 'string', multiple: true } },
  });
  const files = values.config?.map(file => resolve(file));
  const missing = files?.find(file => !existsSync(file));
  if (missing !== undefined) {
    refuse(help, `The file ${missing} does not exist.`);
  }
  if (!files) {
    checkCatalog(productionFiles);
    checkLocations();
    return environments;
  }
  checkCatalog(files);
  return [{ name: 'the given files', files, isSampled: true }];
}

async function main(): Promise<void> {
  for (const { name, files, isSampled } of chooseEnvironments()) {
    console.log(`Checking ${name}: ${files.join(' + ')}`);
    const paths = files.map(file => resolve(root, file));
    const code = await run(
      backstageCli,
      [
        'config:check',
        '--strict',
        ...paths.flatMap(path => ['--config', path]),
      ],
      {
        env: {
          ...sampleEnvironment(paths, isSampled ? [] : notNeededInDevelopment),
          ...process.env,
        },
      },
    );
    if (code !== 0) {
      console.error(
        `The configuration of ${name} is wrong: the lines above name the key.`,
      );
      process.exitCode = 1;
    }
  }
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message.trimEnd());
  process.exitCode = 1;
}
