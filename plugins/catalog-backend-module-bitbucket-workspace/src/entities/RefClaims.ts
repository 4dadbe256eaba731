import { type EntityRecord } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type CatalogIndex } from '../catalog/CatalogIndex';
import { isBoundTo, type Subject } from '../model/nameBinding';
import { isFromProvider } from '../model/location';

/** The owner of a ref: this provider, another source, or no entity. */
type Owner = 'provider' | 'other' | 'free';

/** The dependencies of {@link RefClaims}. */
export interface RefClaimsOptions {
  catalog: Pick<CatalogIndex, 'find'>;
  providerId: string;
  /** The configuration key of the provider, for messages. */
  providerKey: string;
  /** Whether a transformer can return a name that is not bound to the subject. */
  namesFromTransformers: boolean;
  records: ReadonlyMap<string, EntityRecord>;
  /** Refs that this provider sent, and that the catalog does not have from it. */
  missing: ReadonlySet<string>;
  /** Refs that the configuration names. */
  configuredRefs: ReadonlySet<string>;
}

/** An entity and the ref that it requests. */
export interface RefClaim {
  subject: Subject;
  key: string;
  entityRef: string;
  /** Without the namespace. */
  name: string;
}

/**
 * Decides which refs the entities of this provider can have, based on the state of the catalog during
 * one run.
 */
export class RefClaims {
  readonly #options: RefClaimsOptions;
  readonly #owners = new Map<string, Owner>();
  /** Keys by ref, including those of removed entities. */
  readonly #recorded: ReadonlyMap<string, string>;

  constructor(options: RefClaimsOptions) {
    this.#options = options;
    this.#recorded = new Map(
      [...options.records.values()].map(({ entity_ref, key }) => [
        entity_ref,
        key,
      ]),
    );
  }

  /** Queries the owners of these refs from the catalog, each ref once. */
  async ask(refs: Iterable<string>): Promise<void> {
    const { catalog, providerId } = this.#options;
    const unknown = [...new Set(refs)].filter(ref => !this.#owners.has(ref));
    const found = await catalog.find(unknown);
    for (const ref of unknown) {
      const entity = found.get(ref);
      const owner = isFromProvider(entity, providerId) ? 'provider' : 'other';
      this.#owners.set(ref, entity ? owner : 'free');
    }
  }

  /** Returns whether the catalog must be queried before the entity can have the ref. */
  isUnknown(key: string, entityRef: string): boolean {
    return !this.#owners.has(entityRef) && !this.#isRecorded(key, entityRef);
  }

  /** Returns whether the catalog has an entity of another source with that ref. */
  isTaken(entityRef: string): boolean {
    return this.#owners.get(entityRef) === 'other';
  }

  /** Returns why an entity cannot have the ref from a transformer, or undefined if it can. */
  refusalOf({ key, entityRef, name, subject }: RefClaim): string | undefined {
    if (this.isTaken(entityRef)) {
      return 'another source has an entity with that ref';
    }
    if (isBoundTo(name, subject)) {
      return undefined;
    }
    if (!this.#options.namesFromTransformers) {
      return `${
        this.#options.providerKey
      }.dangerouslyAllowNamesFromTransformers does not allow a name that is not bound to the uuid`;
    }
    if (this.#options.configuredRefs.has(entityRef)) {
      return 'the configuration names that ref';
    }
    return (this.#recorded.get(entityRef) ?? key) !== key
      ? 'another account or Group has or had that ref'
      : undefined;
  }

  /**
   * Returns whether memberships can reference the entity. Either the catalog has it from this provider,
   * or its name is bound to the subject and no other source has it.
   */
  isProven({ key, entityRef, name, subject }: RefClaim): boolean {
    const owner = this.#owners.get(entityRef);
    return owner === undefined
      ? this.#isRecorded(key, entityRef)
      : owner === 'provider' || (owner === 'free' && isBoundTo(name, subject));
  }

  #isRecorded(key: string, entityRef: string): boolean {
    const record = this.#options.records.get(key);
    return (
      record?.state === 'present' &&
      record.entity_ref === entityRef &&
      !this.#options.missing.has(entityRef)
    );
  }
}
