import { CatalogIndex } from '../catalog/CatalogIndex';
import { isBoundTo, Subject } from '../model/nameBinding';
import { EntityRecord } from '../store/EntityRecords';
import { isFromProvider } from '../model/location';

/** Who has a ref: this provider, another source, or no entity has it. */
type Owner = 'provider' | 'other' | 'free';

/** What {@link RefClaims} works with. */
export interface RefClaimsOptions {
  catalog: Pick<CatalogIndex, 'find'>;
  providerId: string;
  /** Of the configuration, for messages. */
  providerKey: string;
  /** Whether a transformer can return a name that is not bound to the subject. */
  namesFromTransformers: boolean;
  records: ReadonlyMap<string, EntityRecord>;
  /** Refs that the catalog was sent and does not have from this provider. */
  missing: ReadonlySet<string>;
  /** Refs that the configuration names. */
  configuredRefs: ReadonlySet<string>;
}

/** An entity that is to have a ref. */
export interface RefClaim {
  subject: Subject;
  key: string;
  entityRef: string;
  /** Without the namespace. */
  name: string;
}

/** Which refs the entities of this provider can have, as the catalog shows it during one run. */
export class RefClaims {
  readonly #options: RefClaimsOptions;
  readonly #owners = new Map<string, Owner>();
  /** Keys by ref, of those as well that are gone. */
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

  /** Asks the catalog who has these refs; each ref once. */
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

  /** Whether the catalog has to be asked before the entity can have the ref. */
  isUnknown(key: string, entityRef: string): boolean {
    return !this.#owners.has(entityRef) && !this.#isRecorded(key, entityRef);
  }

  /** Whether the catalog showed an entity of another source with that ref. */
  isTaken(entityRef: string): boolean {
    return this.#owners.get(entityRef) === 'other';
  }

  /** Why an entity does not get the ref that a transformer gave it; undefined where it does. */
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
   * Whether memberships can point at the entity: the catalog has it from this provider, or its name
   * is bound to the subject and no other source has it.
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
