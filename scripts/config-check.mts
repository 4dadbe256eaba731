// Checks the configuration of every environment against the schemas of all packages.
import { join } from 'node:path';
import { takeNoArguments } from './lib/command-line.mts';
import { run } from './lib/processes.mts';
import { sampleEnvironment } from './lib/sample-environment.mts';
import { root } from './lib/workspace.mts';

const help = `Usage: yarn config:check

Checks the configuration of every environment against the schemas of all packages.
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

async function main(): Promise<void> {
  takeNoArguments(help);
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
