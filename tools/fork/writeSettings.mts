import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answers } from './answers.mts';
import { groupRef } from './people.mts';
import { template } from './template.mts';

/** The configuration, and its copy for Kubernetes. */
const configurations = [
  'app-config.yaml',
  'deploy/kubernetes/base/config/app-config.yaml',
];

/** Changes the settings of a renamed checkout that are no names: the administrators, and parts of the README. */
export function writeSettings(directory: string, answers: Answers): void {
  for (const path of configurations) {
    edit(join(directory, path), text =>
      text.replace(
        groupRef(template.administrators),
        groupRef(answers.administrators),
      ),
    );
  }
  // The catalog of a fork does not contain the software of the sample company, so it comes from the stub.
  edit(join(directory, 'app-config.stub.discovery.yaml'), text =>
    text.replace(
      /( +# catalog-info\/ contains )their entities\.\n( +repositories:\n)(?: +- .*\n)*?( +- developer-portal\n)/,
      '$1its entity.\n$2$3',
    ),
  );
  edit(join(directory, 'README.md'), text =>
    text
      .replace(
        /\| Account +\| Result[^]*?\n\n/,
        [
          '| Account | Result |',
          '| --- | --- |',
          '| The users in `catalog-info/org/users.yaml` | Sign in |',
          '| The other accounts of the stub, which its tests use | Rejected: the catalog has no user for the account |',
          '\n',
        ].join('\n'),
      )
      .replace(
        /^The sample company is .*$/m,
        `The portal of ${answers.company} is called ${answers.title}.`,
      )
      .replace('opens and lists seven accounts', 'opens and lists accounts'),
  );
}

function edit(file: string, change: (text: string) => string): void {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, change(text));
}
