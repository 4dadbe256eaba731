import { z } from 'zod/v4';
import { clientSchema, personSchema } from '../seed/seedSchema';
import type { OAuthClient, Person, Seed, Workspace } from '../seed/types';

/** The accounts, workspaces and clients of one stand-in as they are now. */
export class Store {
  #seed: Seed;
  #people = new Map<string, Person>();
  #clients = new Map<string, OAuthClient>();

  /** @param seed - A checked seed; it is copied, never changed. */
  constructor(seed: Seed) {
    this.#seed = structuredClone(seed);
    this.reset();
  }

  /** Goes back to the seed. */
  reset(): void {
    const { people, clients } = structuredClone(this.#seed);
    this.#people = new Map(people.map(person => [person.uuid, person]));
    this.#clients = new Map(clients.map(client => [client.id, client]));
  }

  get people(): Person[] {
    return [...this.#people.values()];
  }

  get clients(): OAuthClient[] {
    return [...this.#clients.values()];
  }

  /** Finds a person by username, uuid or account id. */
  findPerson(id: string): Person | undefined {
    return (
      this.#people.get(id) ??
      this.people.find(
        person => person.username === id || person.account_id === id,
      )
    );
  }

  findClient(id: string): OAuthClient | undefined {
    return this.#clients.get(id);
  }

  /** The workspaces that a person is a member of, by slug. */
  workspacesOf(person: Person): Workspace[] {
    return this.#seed.workspaces
      .filter(workspace => Object.hasOwn(person.workspaces, workspace.slug))
      .sort((a, b) => (a.slug < b.slug ? -1 : 1));
  }

  /** Changes an account. Throws an Error that names the field when the result would not be valid. */
  updatePerson(person: Person, change: Partial<Person>): Person {
    const updated = check(personSchema, 'person', { ...person, ...change });
    const slugs = this.#seed.workspaces.map(workspace => workspace.slug);
    const unknown = Object.keys(updated.workspaces).find(
      slug => !slugs.includes(slug),
    );
    if (unknown) {
      throw new Error(
        `There is no workspace "${unknown}" at the stand-in. It has: ${slugs.join(
          ', ',
        )}.`,
      );
    }
    const namesake = this.people.find(
      other =>
        other.uuid !== person.uuid &&
        (other.username === updated.username ||
          other.account_id === updated.account_id),
    );
    if (namesake || updated.uuid !== person.uuid) {
      throw new Error(
        namesake
          ? `The username and the account id must be unique; ${namesake.username} has them already.`
          : 'The uuid of an account never changes.',
      );
    }
    this.#people.set(person.uuid, updated);
    return updated;
  }

  /** Registers a client, or replaces the one with the same id. */
  registerClient(client: OAuthClient): void {
    const checked = check(clientSchema, 'client', client);
    this.#clients.set(checked.id, checked);
  }
}

function check<T>(schema: z.ZodType<T>, what: string, value: unknown): T {
  const result = schema.safeParse(structuredClone(value));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(
      `The ${what} is not valid: ${issue.path.join('.')}: ${issue.message}`,
    );
  }
  return result.data;
}
