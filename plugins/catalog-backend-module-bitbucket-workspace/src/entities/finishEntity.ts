import {
  type EntityRecord,
  type WantedEntity,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { createHash } from 'node:crypto';
import { isBoundTo, type Subject } from '../model/nameBinding';
import { AddedMemberships } from './AddedMemberships';
import { type NamingEvents } from './namingEvents';
import { type RefClaims } from './RefClaims';

/** An entity before the decision on its ref. */
export interface Draft {
  key: string;
  subject: Subject;
  /** The entity from the provider, with a name that is bound to the subject. */
  built: Entity;
  /** The entity from a transformer. */
  changed: Entity;
  /** Annotations that no transformer can change. */
  identity: Record<string, string>;
}

/** An entity to send, and whether memberships can reference it. */
export interface FinishedEntity extends WantedEntity {
  isProven: boolean;
}

/** The dependencies of {@link EntityFinisher}. */
export interface EntityFinisherOptions {
  location: string;
  records: ReadonlyMap<string, EntityRecord>;
  claims: RefClaims;
  events: NamingEvents;
  /** Called with each entity. */
  onWanted?: (entity: Entity) => void;
}

/** Decides on the ref of each entity, and adds the metadata that the catalog requires. */
export class EntityFinisher {
  readonly #options: EntityFinisherOptions;
  readonly #keys = new Map<string, string>();
  readonly #added = new AddedMemberships();

  constructor(options: EntityFinisherOptions) {
    this.#options = options;
  }

  /**
   * Queries the refs from transformers, and finishes the entities.
   *
   * @returns the entities, without those whose possible refs all belong to other sources
   * @throws InputError if two entities have the same ref
   */
  async finish(drafts: Draft[]): Promise<FinishedEntity[]> {
    const { claims } = this.#options;
    const entities = drafts.map(draft => this.#restore(draft));
    const asked = drafts.flatMap(({ key }, index) => {
      const ref = stringifyEntityRef(entities[index]);
      return claims.isUnknown(key, ref) ? [ref] : [];
    });
    await claims.ask(asked);
    return drafts.flatMap((draft, index) => {
      const entity = this.#withFreeRef(draft, entities[index]);
      return entity ? [this.#complete(draft, entity)] : [];
    });
  }

  /** Records the memberships in Groups of other sources, after all entities are finished. */
  noteForeignMemberships(): void {
    const { events, records } = this.#options;
    const own = [...records.values()].map(({ entity_ref }) => entity_ref);
    events.foreign.push(
      ...this.#added.except(new Set([...own, ...this.#keys.keys()])),
    );
  }

  /** Restores the kind and the account. */
  #restore({ built, changed, identity }: Draft): Entity {
    const annotations = { ...changed.metadata.annotations, ...identity };
    const isForeign = Object.entries(identity).some(
      ([name, value]) => changed.metadata.annotations?.[name] !== value,
    );
    if (changed.kind !== built.kind || isForeign) {
      this.#options.events.restored.push(stringifyEntityRef(built));
    }
    return {
      ...changed,
      kind: built.kind,
      metadata: {
        ...changed.metadata,
        annotations: {
          ...annotations,
          [ANNOTATION_LOCATION]: this.#options.location,
          [ANNOTATION_ORIGIN_LOCATION]: this.#options.location,
        },
      },
    };
  }

  /** Uses the name from before the transformer if the entity cannot have the new ref. */
  #withFreeRef({ key, subject, built }: Draft, entity: Entity) {
    const { claims, events } = this.#options;
    const from = stringifyEntityRef(entity);
    const own = stringifyEntityRef(built);
    const { name, namespace } = built.metadata;
    const why = claims.refusalOf({
      key,
      subject,
      entityRef: from,
      name: entity.metadata.name,
    });
    if (why === undefined) {
      return entity;
    }
    const to = claims.isTaken(own) ? undefined : own;
    if (from !== own) {
      events.refused.push({ from, to, why });
    }
    return to === undefined
      ? undefined
      : { ...entity, metadata: { ...entity.metadata, name, namespace } };
  }

  #complete({ key, subject, built }: Draft, entity: Entity): FinishedEntity {
    this.#added.note(built, entity);
    const { claims, events, onWanted, records } = this.#options;
    const { name } = entity.metadata;
    const entityRef = stringifyEntityRef(entity);
    const other = this.#keys.get(entityRef);
    if (other !== undefined) {
      throw new InputError(
        `A transformer gives two entities the name ${entityRef}: ${other} and ${key}. Names must differ.`,
      );
    }
    this.#keys.set(entityRef, key);
    const record = records.get(key);
    const isLegacy = record && !isBoundTo(record.name, subject);
    if (
      isLegacy &&
      record.state !== 'gone' &&
      record.entity_ref !== entityRef
    ) {
      events.renamed.push({ from: record.entity_ref, to: entityRef });
    }
    onWanted?.(entity);
    const digest = createHash('sha256')
      .update(JSON.stringify(entity))
      .digest('base64url');
    return {
      key,
      name: built.metadata.name,
      entityRef,
      digest,
      entity,
      isProven: claims.isProven({ key, subject, entityRef, name }),
    };
  }
}
