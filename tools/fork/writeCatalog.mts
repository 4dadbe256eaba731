import { stringify } from 'yaml';
import {
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Answers } from './answers.mts';
import type { Entity, People } from './people.mts';
import { template } from './template.mts';

const allFile = (name: string, company: string) =>
  `# The entities that the catalog starts with. The backend loads this file (catalog.locations in
# app-config.yaml). The files in the list have the same rules.
apiVersion: backstage.io/v1alpha1
kind: Location
metadata:
  name: ${name}
  description: Users, software and templates of ${company}
spec:
  targets:
    - ./org/groups.yaml
    - ./org/users.yaml
    - ./platform/developer-experience.yaml
    - ./templates/new-service/template.yaml
    - ../catalog-info.yaml
`;

const usersHead = `# How to find the values of the annotations, and add a user: docs/operate/add-users.md
# The braces are a part of the uuid, so YAML requires quotes.
`;

const placeholderNote = `# Replace this user by the people of your company. The uuid is only valid at the stub.
`;

/**
 * Replaces the sample company in `catalog-info/` by the people of a fork. The templates and the entity of the portal
 * stay, and belong to the administrators.
 *
 * @param directory - absolute path of a renamed checkout
 */
export function writeCatalog(
  directory: string,
  answers: Answers,
  people: People & { arePlaceholders: boolean },
): void {
  const folder = join(directory, 'catalog-info');
  for (const name of ['org', 'rentals']) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
  mkdirSync(join(folder, 'org'));
  writeFileSync(
    join(folder, 'all.yaml'),
    allFile(answers.workspace, answers.company),
  );
  writeFileSync(join(folder, 'org/groups.yaml'), documents(people.groups));
  writeFileSync(
    join(folder, 'org/users.yaml'),
    `${usersHead}${people.arePlaceholders ? placeholderNote : ''}${documents(
      people.users,
    )}`,
  );
  for (const path of [
    'catalog-info.yaml',
    ...globSync('catalog-info/platform/*.yaml', { cwd: directory }),
    ...globSync('catalog-info/templates/*/template.yaml', { cwd: directory }),
  ]) {
    const file = join(directory, path);
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replaceAll(
        new RegExp(`^( *owner: )${template.administrators}$`, 'gm'),
        `$1${answers.administrators}`,
      ),
    );
  }
}

function documents(entities: Entity[]): string {
  return entities
    .map(entity => stringify(entity, { singleQuote: true, lineWidth: 0 }))
    .join('---\n');
}
