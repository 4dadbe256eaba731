import type { Person } from '../model/types';

/**
 * The accounts of one stub, indexed by all their identifiers. A person in it is never changed, only
 * replaced.
 */
export class People {
  #byUuid = new Map<string, Person>();
  #byName = new Map<string, Person>();
  #byEmail = new Map<string, Set<string>>();
  #byWorkspace = new Map<string, Map<string, Person>>();
  #lists = new Map<string, Person[]>();
  #all: Person[] | undefined;

  constructor(people: Iterable<Person> = []) {
    for (const person of people) {
      this.set(person);
    }
  }

  /** In insertion order. */
  get all(): Person[] {
    return (this.#all ??= [...this.#byUuid.values()]);
  }

  /** Finds a person by username, uuid or account ID. */
  find(id: string): Person | undefined {
    return this.#byUuid.get(id) ?? this.#byName.get(id);
  }

  /** Finds the people who have confirmed an address, ignoring case. */
  findByEmail(email: string): Person[] {
    return [...(this.#byEmail.get(email.toLowerCase()) ?? [])].flatMap(
      uuid => this.#byUuid.get(uuid) ?? [],
    );
  }

  /** The members of a workspace; callers must not change the list. */
  membersOf(slug: string): readonly Person[] {
    let list = this.#lists.get(slug);
    if (!list) {
      list = [...(this.#byWorkspace.get(slug)?.values() ?? [])];
      this.#lists.set(slug, list);
    }
    return list;
  }

  /** Adds a person, or replaces the one with the same uuid. */
  set(person: Person): void {
    const before = this.#byUuid.get(person.uuid);
    if (before) {
      this.#forget(before, person);
    }
    this.#byUuid.set(person.uuid, person);
    this.#byName.set(person.username, person);
    this.#byName.set(person.account_id, person);
    for (const address of confirmed(person)) {
      const owners = this.#byEmail.get(address) ?? new Set();
      this.#byEmail.set(address, owners.add(person.uuid));
    }
    for (const slug of workspacesOf(person)) {
      const members = this.#byWorkspace.get(slug) ?? new Map();
      this.#byWorkspace.set(slug, members.set(person.uuid, person));
      this.#lists.delete(slug);
    }
    this.#all = undefined;
  }

  #forget(before: Person, after: Person): void {
    this.#byName.delete(before.username);
    this.#byName.delete(before.account_id);
    for (const address of confirmed(before)) {
      this.#byEmail.get(address)?.delete(before.uuid);
    }
    const staying = workspacesOf(after);
    for (const slug of workspacesOf(before)) {
      // A remaining member keeps their place in the list.
      if (!staying.includes(slug)) {
        this.#byWorkspace.get(slug)?.delete(before.uuid);
      }
      this.#lists.delete(slug);
    }
  }
}

// Only the stub itself finds an account that was closed.
function workspacesOf(person: Person): string[] {
  return person.removed ? [] : Object.keys(person.workspaces);
}

function confirmed(person: Person): string[] {
  return (person.removed ? [] : person.emails)
    .filter(address => address.is_confirmed)
    .map(address => address.email.toLowerCase());
}
