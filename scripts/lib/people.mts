import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireFrom, root } from './workspace.mts';

/** A person who can sign in at the stub, and what is special about them. */
export type Person = { displayName: string; note: string | undefined };

type Seed = { people: { display_name: string; note?: string }[] };

/** The people whom the stub starts with, in the order of its seed. */
export function readPeople(): Person[] {
  const { parse } = requireFrom('packages/bitbucket-cloud-stub')(
    'yaml',
  ) as typeof import('yaml');
  const file = 'packages/bitbucket-cloud-stub/seed/harbour-bikes.yaml';
  const seed: Seed = parse(readFileSync(join(root, file), 'utf8'));
  return seed.people.map(person => ({
    displayName: person.display_name,
    note: person.note,
  }));
}
