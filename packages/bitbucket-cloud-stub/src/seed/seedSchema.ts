import { z } from 'zod/v4';
import {
  accessTokenSchema,
  clientSchema,
  personSchema,
  projectSchema,
  repositorySchema,
  workspaceSchema,
} from './parts';
import type { Seed } from '../model/types';
import { findActivityContradictions } from './activityContradictions';
import { activitySchema } from './activityParts';

/** The format of a seed, each part separately. */
export const seedShape = z.strictObject({
  workspaces: z.array(workspaceSchema),
  people: z.array(personSchema),
  clients: z.array(clientSchema),
  projects: z.array(projectSchema).optional(),
  repositories: z.array(repositorySchema).optional(),
  accessTokens: z.array(accessTokenSchema).optional(),
});

const wholeShape = seedShape.extend({ activity: activitySchema.optional() });

/** Validates a whole seed: each part, unique identifiers, and references to other parts. */
export const seedSchema: z.ZodType<Seed> = wholeShape.superRefine(
  (seed, context) => {
    const report = (path: PropertyKey[], message: string) =>
      context.addIssue({
        code: 'custom',
        path: path as (string | number)[],
        message,
      });
    for (const [path, message] of findContradictions(seed)) {
      report(path, message);
    }
  },
);

type Contradiction = [path: (string | number)[], message: string];

function* findContradictions(seed: Seed): Generator<Contradiction> {
  const { workspaces, people, clients } = seed;
  const { projects = [], repositories = [] } = seed;
  yield* findActivityContradictions(seed);
  yield* findRepeated('workspaces', workspaces, 'slug');
  yield* findRepeated('workspaces', workspaces, 'uuid');
  yield* findRepeated('people', people, 'uuid');
  yield* findRepeated('people', people, 'account_id');
  yield* findRepeated('people', people, 'username');
  yield* findRepeated('clients', clients, 'id');
  yield* findRepeated('projects', projects, 'uuid');
  yield* findRepeated('projects', projects, 'key', each => each.workspace);
  yield* findRepeated('repositories', repositories, 'uuid');
  yield* findRepeated('repositories', repositories, 'slug', each => {
    return each.workspace;
  });

  const slugs = new Set(workspaces.map(workspace => workspace.slug));
  const keys = new Set(projects.map(each => `${each.workspace}/${each.key}`));
  const noWorkspace = 'is not one of the workspaces of the seed';
  for (const [index, person] of people.entries()) {
    for (const membership of Object.keys(person.workspaces)) {
      if (!slugs.has(membership)) {
        yield [['people', index, 'workspaces', membership], noWorkspace];
      }
    }
    for (const project of Object.keys(person.projects ?? {})) {
      if (!keys.has(project)) {
        yield [
          ['people', index, 'projects', project],
          'is not one of the projects of the seed, as in harbour-bikes/BOOK',
        ];
      }
    }
  }
  for (const [index, { workspace }] of clients.entries()) {
    if (workspace !== undefined && !slugs.has(workspace)) {
      yield [['clients', index, 'workspace'], noWorkspace];
    }
  }
  for (const [index, project] of projects.entries()) {
    if (!slugs.has(project.workspace)) {
      yield [['projects', index, 'workspace'], noWorkspace];
    }
  }
  const uuids = new Set(repositories.map(({ uuid }) => uuid));
  for (const [index, token] of (seed.accessTokens ?? []).entries()) {
    if (token.workspace !== undefined && !slugs.has(token.workspace)) {
      yield [['accessTokens', index, 'workspace'], noWorkspace];
    }
  }
  for (const [index, repository] of repositories.entries()) {
    const { workspace, project, mainbranch = 'main', branches } = repository;
    if (!slugs.has(workspace)) {
      yield [['repositories', index, 'workspace'], noWorkspace];
    } else if (!keys.has(`${workspace}/${project}`)) {
      yield [
        ['repositories', index, 'project'],
        'is not the key of a project of its workspace',
      ];
    }
    if (repository.parent !== undefined && !uuids.has(repository.parent)) {
      yield [
        ['repositories', index, 'parent'],
        'is not the uuid of a repository of the seed',
      ];
    }
    if (branches && Object.hasOwn(branches, mainbranch)) {
      yield [
        ['repositories', index, 'branches', mainbranch],
        'is the main branch: set its files under "files"',
      ];
    }
  }
}

function* findRepeated<T>(
  list: keyof Seed,
  values: T[],
  field: keyof T & string,
  within: (value: T) => string = () => '',
): Generator<Contradiction> {
  const seen = new Set<string>();
  for (const [index, value] of values.entries()) {
    const identity = `${within(value)} ${value[field]}`;
    if (seen.has(identity)) {
      yield [[list, index, field], `is used twice: ${value[field]}`];
    }
    seen.add(identity);
  }
}
