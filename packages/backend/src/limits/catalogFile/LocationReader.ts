import { LoggerService, UrlReaderService } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
  LocationEntity,
  parseLocationRef,
} from '@backstage/catalog-model';
import { Config } from '@backstage/config';
import {
  ScmIntegrationRegistry,
  ScmIntegrations,
} from '@backstage/integration';
import { UrlReaderProcessor } from '@backstage/plugin-catalog-backend';
import {
  CatalogProcessor,
  CatalogProcessorCache,
  CatalogProcessorEmit,
  CatalogProcessorResult,
  LocationSpec,
  processingResult,
} from '@backstage/plugin-catalog-node';
import { JsonValue } from '@backstage/types';
import { Limits } from '../limits';
import { readLimits } from '../readLimits';
import { CatalogRules } from './CatalogRules';
import { createEntityDataParser } from './createEntityDataParser';
import { DryRunBudgets } from './DryRunBudgets';
import { isFromUrl } from './EntityLimitProcessor';
import { limitReading } from './limitReading';
import { ReadingBudget } from './ReadingBudget';
import { Refusals } from './Refusals';

/**
 * Reads the targets of Locations of type `url` within a budget for each Location: each target can be as
 * large as a catalog file, and all of them together would block the catalog for seconds.
 *
 * An entity that `catalog.rules` does not allow is left out, and the Location shows why: {@link Refusals}.
 *
 * Files of the installation are trusted, and have no budget.
 *
 * @seam The catalog reads one target after the other with the first processor that accepts it, and
 * that processor does not learn which Location it reads for. So this one accepts all targets, and reads
 * them in the step after, which has the Location:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/processing/DefaultCatalogProcessingOrchestrator.ts
 */
export class LocationReader implements CatalogProcessor {
  static fromConfig(
    config: Config,
    deps: {
      dryRuns: DryRunBudgets;
      logger: LoggerService;
      reader: UrlReaderService;
    },
  ): LocationReader {
    return new LocationReader({
      dryRuns: deps.dryRuns,
      integrations: ScmIntegrations.fromConfig(config),
      limits: readLimits(config),
      logger: deps.logger,
      rules: CatalogRules.fromConfig(config),
      urls: new UrlReaderProcessor(deps),
    });
  }

  private constructor(
    private readonly options: {
      dryRuns: DryRunBudgets;
      integrations: ScmIntegrationRegistry;
      limits: Limits;
      logger: LoggerService;
      rules: CatalogRules;
      urls: UrlReaderProcessor;
    },
  ) {}

  getProcessorName(): string {
    return 'LocationReader';
  }

  /** Before the processor of Backstage that reads URLs. */
  getPriority(): number {
    return 0;
  }

  /** Accepts all URLs, and leaves them to {@link postProcessEntity}. */
  async readLocation({ type }: LocationSpec): Promise<boolean> {
    return type === 'url';
  }

  async postProcessEntity(
    entity: Entity,
    location: LocationSpec,
    emit: CatalogProcessorEmit,
    cache: CatalogProcessorCache,
  ): Promise<Entity> {
    const { dryRuns, limits, rules } = this.options;
    const refusals = new Refusals(rules, originOf(entity, location));
    const budget = isFromUrl(entity)
      ? dryRuns.current() ?? new ReadingBudget(limits)
      : undefined;
    for (const target of this.#targetsOf(entity, location)) {
      await this.#read({
        budget,
        cache: cacheOf(target, cache),
        emit: result => {
          const checked = refusals.check(result);
          if (checked) {
            emit(withOrigin(checked, entity));
          }
        },
        target,
      });
      // The reader emits an error of a budget, and would go on with the next target.
      budget?.check();
    }
    if (dryRuns.current() && refusals.areAll) {
      // There is nothing to register, and the person reads the response.
      refusals.messages.forEach(message =>
        emit(processingResult.inputError(location, message)),
      );
      return entity;
    }
    this.#log(refusals);
    return refusals.addTo(entity);
  }

  #log({ messages }: Refusals) {
    if (!this.options.dryRuns.current()) {
      messages.forEach(message => this.options.logger.warn(message));
    }
  }

  async #read(reading: {
    budget: ReadingBudget | undefined;
    cache: CatalogProcessorCache;
    emit: CatalogProcessorEmit;
    target: LocationSpec;
  }) {
    const { budget, cache, target } = reading;
    const parse = createEntityDataParser(this.options.limits);
    const { emit, parser } = budget
      ? limitReading({ budget, emit: reading.emit, parser: parse })
      : { emit: reading.emit, parser: parse };
    const isOptional = target.presence === 'optional';
    await this.options.urls.readLocation(
      target,
      isOptional,
      emit,
      parser,
      cache,
    );
  }

  /** The targets that Backstage passes to {@link readLocation}. */
  #targetsOf(entity: Entity, location: LocationSpec): LocationSpec[] {
    const {
      presence = 'required',
      target,
      targets = [],
      type = location.type,
    } = { ...entity.spec } as LocationEntity['spec'];
    return entity.kind === 'Location' && type === 'url'
      ? [target, ...targets]
          .filter(url => url !== undefined && url !== '')
          .map(url => ({
            type,
            target: this.#resolve(url as string, location),
            presence,
          }))
      : [];
  }

  #resolve(url: string, { target: base, type }: LocationSpec): string {
    try {
      return type === 'url'
        ? this.options.integrations.resolveUrl({ url, base })
        : url;
    } catch {
      // The reader reports that it cannot read the URL.
      return url;
    }
  }
}

/**
 * Gives the entities of a file to the registered location that brought them first, with all that it lists. The
 * catalog would give them to each other location that lists the file, and remove them when that one does not list it
 * any more. A file that is registered itself keeps the key of the catalog.
 */
function withOrigin(
  result: CatalogProcessorResult,
  { metadata }: Entity,
): CatalogProcessorResult {
  const origin = metadata.annotations?.[ANNOTATION_ORIGIN_LOCATION];
  if (result.type !== 'entity' || !origin?.startsWith('url:')) {
    return result;
  }
  const location = `${result.location.type}:${result.location.target}`;
  return location === origin
    ? result
    : { ...result, locationKey: `${origin} ${location}` };
}

/** The location that was registered or configured: `catalog.rules` are about it. */
function originOf({ metadata }: Entity, location: LocationSpec) {
  const origin = metadata.annotations?.[ANNOTATION_ORIGIN_LOCATION];
  return origin === undefined ? location : parseLocationRef(origin);
}

/** Keeps what the reader remembers of each target apart. */
function cacheOf(
  { target }: LocationSpec,
  cache: CatalogProcessorCache,
): CatalogProcessorCache {
  return {
    get: async <T extends JsonValue>(key: string) =>
      (await cache.get<Record<string, T>>(target))?.[key],
    set: <T extends JsonValue>(key: string, value: T) =>
      cache.set<Record<string, T>>(target, { [key]: value }),
  };
}
