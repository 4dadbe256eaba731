import { condensedUserBody } from '../../bodies/userBodies';
import type { Person, Repository } from '../../model/types';
import type { Call, Representation } from '../Call';
import { RestError } from '../RestError';
import type { RestEndpoint } from './RestEndpoint';

const REPOSITORY = '/repositories/{workspace}/{repo_slug}';
const PATH = `${REPOSITORY}/default-reviewers`;
const ONE = `${PATH}/{target_username}`;

/** The default reviewers of repositories. */
export const REVIEWER_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: PATH,
    scopes: ['pullrequest'],
    respond: call => {
      const repository = call.repository();
      return call.sendList(reviewersOf(call, repository), person =>
        present(call, person),
      );
    },
  },
  {
    method: 'GET',
    path: ONE,
    scopes: ['pullrequest'],
    respond: call => {
      const person = findReviewer(call, call.repository());
      return call.send(present(call, person));
    },
  },
  {
    method: 'PUT',
    path: ONE,
    scopes: ['repository:admin'],
    respond: call => {
      const repository = call.administeredRepository();
      const person = findPerson(call);
      if (!Object.hasOwn(person.workspaces, repository.workspace)) {
        throw new RestError(
          400,
          `${person.display_name} does not have access to this repository.`,
        );
      }
      const others = reviewersOf(call, repository).filter(
        each => each !== person,
      );
      save(call, repository, [...others, person]);
      return call.send(present(call, person));
    },
  },
  {
    method: 'DELETE',
    path: ONE,
    scopes: ['repository:admin'],
    respond: call => {
      const repository = call.administeredRepository();
      const person = findReviewer(call, repository);
      const all = reviewersOf(call, repository);
      save(
        call,
        repository,
        all.filter(each => each !== person),
      );
      return call.sendNothing();
    },
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/effective-default-reviewers`,
    scopes: ['pullrequest'],
    respond: call => {
      const { store } = call.context;
      const repository = call.repository();
      const workspace = store.findWorkspace(repository.workspace)!;
      const project = store.findProject(workspace, repository.project);
      const own = reviewersOf(call, repository);
      const inherited = (project?.default_reviewers ?? [])
        .flatMap(id => store.findPerson(id) ?? [])
        .filter(person => !own.includes(person));
      const all = [
        ...own.map(person => ({ person, type: 'repository' })),
        ...inherited.map(person => ({ person, type: 'project' })),
      ];
      return call.sendList(all, ({ person, type }) => ({
        body: {
          type: 'default_reviewer',
          reviewer_type: type,
          user: present(call, person).body,
        },
      }));
    },
  },
];

function reviewersOf({ context }: Call, repository: Repository): Person[] {
  const { store } = context;
  return store.repositories
    .reviewersOf(repository)
    .flatMap(id => store.findPerson(id) ?? [])
    .filter(({ removed }) => !removed);
}

function findPerson(call: Call): Person {
  const id = call.param('target_username');
  const person = call.context.store.findPerson(id);
  if (!person || person.removed) {
    throw new RestError(404, `No user with identifier '${id}'.`);
  }
  return person;
}

function findReviewer(call: Call, repository: Repository): Person {
  const person = findPerson(call);
  if (!reviewersOf(call, repository).includes(person)) {
    throw new RestError(
      404,
      `${person.display_name} is not a default reviewer.`,
    );
  }
  return person;
}

function save(
  { context }: Call,
  repository: Repository,
  people: Person[],
): void {
  context.store.repositories.setReviewers(
    repository,
    people.map(({ uuid }) => uuid),
  );
}

function present({ context }: Call, person: Person): Representation {
  return { body: condensedUserBody(person, context.site) };
}
