import { refuseGeneratedName } from '@backstage-bitbucket/plugin-permission-backend-module-ownership-policy';
import { ENTITY_STATUS_CATALOG_PROCESSING_TYPE } from '@backstage/catalog-client';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { type CatalogProcessorResult } from '@backstage/plugin-catalog-node';
import { shortenMessage } from '../values/shortenMessage';
import { type EntityChoice } from '../locationKey/chooseEntities';
import { type CatalogRules } from './CatalogRules';

/** Maximum number of messages at a Location. */
const MOST_REFUSALS = 20;

/**
 * Removes the entities that the catalog rejects from the files of a Location. Otherwise the catalog
 * rejects the whole Location because of one entity, and shows the reason only in its log.
 */
export class Refusals {
  readonly #messages: string[] = [];
  #accepted = 0;

  constructor(
    private readonly rules: CatalogRules,
    private readonly origin: { type: string; target: string },
    private readonly reasons: {
      /** Why the catalog accepts no Location from the files. */
      ofLocations?: string;
    } = {},
  ) {}

  /**
   * One sentence per rejected entity, for the user who registered the location. Contains the first few
   * only, and shortens them: the kind in a file can have any length.
   */
  get messages(): string[] {
    const more = this.#messages.length - MOST_REFUSALS;
    return [
      ...this.#messages.slice(0, MOST_REFUSALS).map(shortenMessage),
      ...(more > 0 ? [`The catalog rejects ${more} more entities.`] : []),
    ];
  }

  /** Whether the catalog rejects all entities of the files. */
  get areAll(): boolean {
    return this.#messages.length > 0 && this.#accepted === 0;
  }

  /** @returns the result to pass to the catalog, or `undefined` for an entity that it rejects */
  check(result: CatalogProcessorResult): CatalogProcessorResult | undefined {
    if (result.type !== 'entity') {
      return result;
    }
    const checked = refuseGeneratedName(result);
    const problem =
      checked.type === 'error'
        ? checked.error.message
        : this.#findProblem(result.entity, result.location.target);
    if (problem === undefined) {
      this.#accepted += 1;
      return result;
    }
    this.#messages.push(problem);
    return undefined;
  }

  /** Adds an entity that the Location omits because another of its files contains it. */
  addRepeated({
    result: { entity, location },
    chosenFile,
  }: EntityChoice['refused'][number]) {
    const reason =
      chosenFile === location.target
        ? 'the file has an entity with this name more than once'
        : `${chosenFile}, which the same Location lists, has an entity with this name`;
    this.#messages.push(
      `The catalog does not take ${stringifyEntityRef(entity)} from ${
        location.target
      }, because ${reason}. Remove one of them, or give it another name.`,
    );
  }

  /**
   * Adds the messages to the Location as processing errors, which its page and the pages of the entities
   * from its files show.
   */
  addTo(entity: Entity): Entity {
    if (this.#messages.length === 0) {
      return entity;
    }
    const items = this.messages.map(message => ({
      type: ENTITY_STATUS_CATALOG_PROCESSING_TYPE,
      level: 'error',
      message: `NotAllowedError: ${message}`,
      error: { name: 'NotAllowedError', message },
    }));
    return Object.assign({}, entity, { status: { items } });
  }

  #findProblem(entity: Entity, target: string): string | undefined {
    const ref = refOf(entity);
    const { ofLocations } = this.reasons;
    if (ref !== undefined && ofLocations && entity.kind === 'Location') {
      return `The catalog does not take ${ref} from ${target}, because ${ofLocations}`;
    }
    if (ref === undefined || this.rules.isAllowed(entity, this.origin)) {
      // The catalog reports an entity without a kind or a name.
      return undefined;
    }
    const { kind, spec } = entity;
    const type = typeof spec?.type === 'string' ? ` and type ${spec.type}` : '';
    return `The catalog does not take ${ref} from ${target}, because catalog.rules does not allow entities of kind ${kind}${type} from this location. Remove the entity from the file, or ask an administrator to allow it.`;
  }
}

/** The parser returns what the file contains. The catalog validates it later. */
function refOf(entity: Entity): string | undefined {
  try {
    return stringifyEntityRef(entity);
  } catch {
    return undefined;
  }
}
