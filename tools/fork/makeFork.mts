import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answers } from './answers.mts';
import { makePeople, type People } from './people.mts';
import { writeBranding, type Drawings } from './writeBranding.mts';
import { format, renameTree } from './renameTree.mts';
import { writeCatalog } from './writeCatalog.mts';
import { writeSettings } from './writeSettings.mts';

/** What `fork.json` contains. */
export interface ForkRecord {
  answers: Answers;
  /** The commit of the template that became the fork. */
  template: string;
}

/** Makes a checkout of the template a fork. */
export async function makeFork(
  directory: string,
  record: ForkRecord,
  { people, ...drawings }: Drawings & { people?: People } = {},
): Promise<void> {
  const { answers } = record;
  await renameTree(directory, answers);
  writeCatalog(directory, answers, {
    ...(people ?? makePeople(answers)),
    arePlaceholders: !people,
  });
  writeSettings(directory, answers);
  writeBranding(directory, answers, drawings);
  writeFileSync(
    join(directory, 'fork.json'),
    `${JSON.stringify(record, undefined, 2)}\n`,
  );
  for (const path of [
    ...['README.md', 'app-config.stub.discovery.yaml'],
    ...['groups', 'users'].map(name => `catalog-info/org/${name}.yaml`),
  ]) {
    const file = join(directory, path);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, await format(directory, file, text));
  }
}
