import { randomUUID } from 'node:crypto';
import type { Repository, Webhook, Workspace } from '../model/types';

/** A registered webhook. Immutable. */
export interface Hook extends Webhook {
  created_at: string;
}

/** A workspace or a repository, identified by its uuid. */
export type HookSubject = Pick<Workspace | Repository, 'uuid'>;

/** Webhooks by the uuid of their subject and their own uuid. */
export type HooksState = ReadonlyMap<string, ReadonlyMap<string, Hook>>;

const LONG_AGO = '2020-01-01T00:00:00.000000+00:00';

/** The webhooks of the workspaces and repositories of one stub. */
export class Hooks {
  #bySubject = new Map<string, Map<string, Hook>>();

  constructor(private readonly seed: readonly (Workspace | Repository)[]) {
    this.reset();
  }

  reset(): void {
    this.#bySubject.clear();
    for (const { uuid, hooks = [], created_on: created } of this.seed) {
      for (const hook of hooks) {
        this.set({ uuid }, { ...hook, created_at: created ?? LONG_AGO });
      }
    }
  }

  snapshot(): HooksState {
    return copy(this.#bySubject);
  }

  restore(state: HooksState): void {
    this.#bySubject = copy(state);
  }

  of({ uuid }: HookSubject): Hook[] {
    return [...(this.#bySubject.get(uuid)?.values() ?? [])];
  }

  /** @param id - Uuid, with braces or without. */
  find({ uuid }: HookSubject, id: string): Hook | undefined {
    const wanted = id.startsWith('{') ? id : `{${id}}`;
    return this.#bySubject.get(uuid)?.get(wanted);
  }

  /** Finds a webhook of any subject. */
  findByUuid(uuid: string): Hook | undefined {
    for (const hooks of this.#bySubject.values()) {
      const hook = hooks.get(uuid);
      if (hook) {
        return hook;
      }
    }
    return undefined;
  }

  add(
    subject: HookSubject,
    fields: Omit<Webhook, 'uuid'>,
    createdAt: string,
  ): Hook {
    const uuid = `{${randomUUID()}}`;
    const hook = { ...fields, uuid, created_at: createdAt };
    this.set(subject, hook);
    return hook;
  }

  /** Adds a webhook, or replaces the one with the same uuid. */
  set({ uuid }: HookSubject, hook: Hook): void {
    const hooks = this.#bySubject.get(uuid) ?? new Map<string, Hook>();
    this.#bySubject.set(uuid, hooks.set(hook.uuid, hook));
  }

  remove({ uuid }: HookSubject, hook: Hook): void {
    this.#bySubject.get(uuid)?.delete(hook.uuid);
  }

  /** Removes the webhooks of a subject that no longer exists. */
  removeAll({ uuid }: HookSubject): void {
    this.#bySubject.delete(uuid);
  }
}

function copy(state: HooksState): Map<string, Map<string, Hook>> {
  return new Map([...state].map(([uuid, hooks]) => [uuid, new Map(hooks)]));
}
