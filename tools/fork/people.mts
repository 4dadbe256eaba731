import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { refOf, type CatalogEntity } from '../lib/catalogFiles.mts';
import type { Answers } from './answers.mts';

/** A user or a group, with everything that its file contains. */
export type Entity = CatalogEntity & Record<string, unknown>;

/** The users and the groups of a company. */
export interface People {
  users: Entity[];
  groups: Entity[];
}

/** Returns the group that `./yarnw workspace:preview` makes of the owners of the workspace. */
export function findOwners({ groups }: People): string | undefined {
  return groups.find(
    ({ spec }) => (spec as { type?: string })?.type === 'workspace-owners',
  )?.metadata.name;
}

/**
 * Reads the file that `./yarnw workspace:preview --write FILE` writes.
 *
 * @throws Error with a message for the user
 */
export function readPeople(file: string): People {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(
      `--people: ${file} cannot be read: ${(error as Error).message}`,
    );
  }
  const entities = parseAllDocuments(text).flatMap(document => {
    if (document.errors.length > 0) {
      throw new Error(
        `--people: ${file} is not YAML: ${document.errors[0].message}`,
      );
    }
    return (document.toJS() as Entity | null) ?? [];
  });
  const ofKind = (kind: string) =>
    entities.filter(entity => entity?.kind === kind && entity.metadata?.name);
  const people = { users: ofKind('User'), groups: ofKind('Group') };
  if (people.users.length === 0) {
    throw new Error(
      `--people: ${file} contains no User. Write it with ./yarnw workspace:preview --write FILE.`,
    );
  }
  return people;
}

/** Returns a sentence if no group of the people can have all permissions. */
export function findMissingGroup(
  { groups }: People,
  administrators: string,
): string | undefined {
  if (groups.some(group => refOf(group) === groupRef(administrators))) {
    return undefined;
  }
  const names = groups.map(({ metadata }) => metadata.name).slice(0, 10);
  return `--administrators is "${administrators}", which is no group in the file of --people. Choose one of: ${names.join(
    ', ',
  )}.`;
}

/** Returns the reference of a group in the configuration. */
export function groupRef(name: string): string {
  return `group:default/${name}`;
}

/** Returns a company with one administrator, for a start without a file. */
export function makePeople(answers: Answers): People {
  const { company, workspace, domain, administrators } = answers;
  const apiVersion = 'backstage.io/v1alpha1';
  const group = (name: string, spec: object): Entity => ({
    apiVersion,
    kind: 'Group',
    metadata: { name },
    spec: { ...spec },
  });
  const isOneGroup = workspace === administrators;
  return {
    groups: [
      group(workspace, {
        type: 'organization',
        profile: { displayName: company },
        children: isOneGroup ? [] : [administrators],
      }),
      ...(isOneGroup
        ? []
        : [
            group(administrators, {
              type: 'team',
              profile: {
                displayName: 'Administrators of the portal',
                email: answers.support,
              },
              parent: workspace,
              children: [],
            }),
          ]),
    ],
    users: [
      {
        apiVersion,
        kind: 'User',
        metadata: {
          name: 'administrator',
          annotations: {
            'bitbucket.org/user-id': '{00000000-0000-4000-8000-000000000001}',
          },
        },
        spec: {
          profile: {
            displayName: 'Administrator',
            email: `administrator@${domain}`,
          },
          memberOf: [administrators],
        },
      },
    ],
  };
}
