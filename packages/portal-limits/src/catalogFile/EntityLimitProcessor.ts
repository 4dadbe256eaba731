import { ANNOTATION_LOCATION, type Entity } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { type CatalogProcessor } from '@backstage/plugin-catalog-node';
import { setImmediate } from 'node:timers/promises';
import { describeRemedy, type Limits } from '../limits/limits';
import { countPlaceholders } from './countPlaceholders';
import { findCharacterProblem, findEntityProblem } from './findEntityProblem';

/**
 * Limits the size of the entities of catalog files at URLs, and of entities in requests to validate them.
 * An entity above a limit gets an error and is not updated.
 *
 * Entity providers and files of the installation are trusted: the group of a whole workspace can have
 * 50,000 members. Only their characters are checked, which can come from people.
 */
export class EntityLimitProcessor implements CatalogProcessor {
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  getProcessorName(): string {
    return 'EntityLimitProcessor';
  }

  /** Runs before all other processors. */
  getPriority(): number {
    return 0;
  }

  /**
   * Checks the entity before the catalog reads its placeholders. The dry run of a location processes all
   * entities of a file without a pause, so this check lets the portal serve other requests.
   */
  async preProcessEntity(entity: Entity): Promise<Entity> {
    await setImmediate();
    this.#check(entity);
    if (!isFromUrl(entity)) {
      return entity;
    }
    this.#checkTargets(entity);
    const limit = this.#limits['entity.placeholders'];
    if (countPlaceholders(entity) > limit) {
      throw new InputError(
        `The entity has more than ${limit} placeholders. ${describeRemedy(
          'entity.placeholders',
          'Use fewer of them.',
        )}`,
      );
    }
    return entity;
  }

  /**
   * Checks the entity after the catalog has read its placeholders. This processor handles no entity kind
   * itself.
   */
  async validateEntityKind(entity: Entity): Promise<boolean> {
    this.#check(entity);
    return false;
  }

  /**
   * The catalog reads all targets of a Location at once, and holds their entities in memory until it has
   * read the last one.
   */
  #checkTargets({ kind, spec }: Entity) {
    if (!/^location$/i.test(kind)) {
      return;
    }
    if (countPlaceholders(spec) > 0) {
      // One placeholder can expand to a list of any length.
      throw new InputError(
        'The spec of the Location has a placeholder, as in $json or $text. List its targets in the file itself.',
      );
    }
    const limit = this.#limits['location.targets'];
    if (Array.isArray(spec?.targets) && spec.targets.length > limit) {
      throw new InputError(
        `The Location has more than ${limit} targets. ${describeRemedy(
          'location.targets',
          'Split it into several Locations.',
        )}`,
      );
    }
  }

  #check(entity: Entity) {
    const problem = isFromUrl(entity)
      ? findEntityProblem(entity, this.#limits)
      : findCharacterProblem(entity);
    if (problem) {
      throw new InputError(problem);
    }
  }
}

/**
 * Returns whether an entity comes from a file at a URL. The catalog sets this annotation itself; a file
 * cannot choose it.
 */
export function isFromUrl({ metadata }: Entity): boolean {
  return Boolean(
    metadata.annotations?.[ANNOTATION_LOCATION]?.startsWith('url:'),
  );
}
