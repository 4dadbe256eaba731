// Checks the configuration of every environment against the schemas of all packages.
import { join, relative } from 'node:path';
import { readCatalogFile, readCatalogSettings } from './lib/catalog-files.mts';
import {
  findDanglingReferences,
  findUnknownAdministrators,
} from './lib/catalog-references.mts';
import { takeNoArguments } from './lib/command-line.mts';
import { run } from './lib/processes.mts';
import { sampleEnvironment } from './lib/sample-environment.mts';
import { root } from './lib/workspace.mts';

const help = `Usage: yarn config:check

Checks the configuration of every environment against the schemas of all packages, and the files of the catalog
for owners, members and administrators that do not exist.
`;

const environments = [
  {
    name: 'development with the stub',
    files: [
      'app-config.yaml',
      'app-config.development.yaml',
      'app-config.stub.yaml',
    ],
    isSampled: false,
  },
  {
    name: 'production',
    files: ['app-config.yaml', 'app-config.production.yaml'],
    isSampled: true,
  },
  {
    name: 'production with the people of a workspace',
    files: [
      'app-config.yaml',
      'app-config.production.yaml',
      'app-config.workspace.yaml',
    ],
    isSampled: true,
  },
];

const backstageCli = join(root, 'node_modules/.bin/backstage-cli');

/** Names what the files of the catalog refer to and do not hold. Other sources may bring it. */
function checkCatalog(): void {
  // app-config.workspace.yaml is an example, which not every portal takes.
  const { files, hasProviders, administrators } = readCatalogSettings(
    ['app-config.yaml', 'app-config.production.yaml'].map(file =>
      join(root, file),
    ),
  );
  const found = files.flatMap(readCatalogFile);
  const dangling = findDanglingReferences(found);
  for (const { file, from, field, candidates } of dangling) {
    console.error(
      `${relative(root, file)}: ${field} of ${from} is ${candidates.join(
        ' or ',
      )}, which no file of the catalog has.`,
    );
  }
  const unknown = findUnknownAdministrators(administrators, found);
  for (const ref of unknown) {
    console.error(
      `permission.administrators has ${ref}, which no file of the catalog has. If the workspace brings it (app-config.workspace.yaml), that is right.`,
    );
  }
  if (dangling.length > 0 && !hasProviders) {
    console.error(
      'Correct the names, or add the entities. An owner that does not exist has no rights.',
    );
    process.exitCode = 1;
  }
}

async function main(): Promise<void> {
  takeNoArguments(help);
  checkCatalog();
  for (const { name, files, isSampled } of environments) {
    console.log(`Checking ${name}: ${files.join(' + ')}`);
    const paths = files.map(file => join(root, file));
    const code = await run(
      backstageCli,
      [
        'config:check',
        '--strict',
        ...paths.flatMap(path => ['--config', path]),
      ],
      {
        env: {
          ...process.env,
          ...(isSampled ? sampleEnvironment(paths) : {}),
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

main();
